using Harness.Adapters.Sites;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.Gpt2Models;

/// <summary>
/// GPT-2, a left-to-right language model (Radford et al. 2019), its head tied to the token table. Parameter names are those of the
/// published checkpoints. Parameters: 124,439,808 (gpt2), 354,823,168 (medium).
/// </summary>
public sealed class Gpt2 : Part, IBackbone, ITiesWeights
{
    private readonly BackboneBuilder builder;
    private readonly List<Gpt2Block> blocks = [];
    private readonly TokenTable tokens,
        positions;
    private readonly AffineNorm norm;
    private readonly LanguageHead head;

    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public Gpt2(Gpt2Config config, Generator? generator = null, Device? device = null, ScalarType dtype = ScalarType.Float32)
        : base(config.Name)
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        (Config, builder) = (config, new BackboneBuilder(new WeightSource(generator, device, dtype)));
        var (d, std, place) = (config.NEmbd, config.InitializerRange, new Place("transformer", "decoder"));
        var transformer = new PartGroup("transformer");
        tokens = transformer.Add("wte", builder.Table(std, config.VocabSize, d));
        positions = transformer.Add("wpe", builder.Table(std, config.NPositions, d));
        var list = transformer.Add("h", new PartGroup("h"));
        for (var i = 0; i < config.NLayer; i++)
            blocks.Add(list.Add(new Gpt2Block(config, builder, place.Child("h").Block(i))));
        norm = transformer.Add("ln_f", builder.LayerNorm(place.Child("ln_f"), SubLayer.Head, d, config.LayerNormEpsilon));
        register_module("transformer", transformer);
        var address = new Place("lm_head", "decoder").Address(SiteRole.Other, SubLayer.Head, d, config.VocabSize);
        register_module("lm_head", head = builder.Biased(new LanguageHead(address, tokens, null, 1)));
        BackboneBuilder.Settle(this);
    }

    public Gpt2Config Config { get; }

    public string Name => Config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => Config.ParameterCount;

    public IReadOnlyDictionary<string, string> Tied { get; } =
        new Dictionary<string, string> { ["lm_head.weight"] = "transformer.wte.weight" };

    /// <summary>Token ids [...] → their vectors [..., d], without positions.</summary>
    public Tensor Embed(Tensor ids) => tokens.call(ids);

    /// <summary>Logits of every position. Shapes: ids [B, L], mask [B, L] (null: everything counts) → [B, L, V].</summary>
    public Tensor Forward(Tensor ids, Tensor? mask, PassContext context) => ForwardVectors(Embed(ids), mask, context);

    /// <summary>Logits of every position for vectors [B, L, d] that stand in for token vectors (a visual prefix, say).</summary>
    public Tensor ForwardVectors(Tensor vectors, Tensor? mask, PassContext context) =>
        head.Forward(Run(vectors, arange(vectors.shape[1], ScalarType.Int64, vectors.device).unsqueeze(0), mask, null, context));

    /// <summary>Mean cross-entropy of each token given those before it; labels [B, L] with −100 where there is no target.</summary>
    public static Tensor Loss(Tensor logits, Tensor labels) =>
        Seq2SeqLabels.MeanLoss(logits.narrow(1, 0, logits.shape[1] - 1), labels.narrow(1, 1, labels.shape[1] - 1));

    /// <summary>Starts step-by-step decoding.</summary>
    /// <param name="promptMask">[R, l] for prompts padded on the left; null: prompts without padding.</param>
    /// <param name="cached">False recomputes the whole text at every step; same result.</param>
    /// <param name="prefix">Vectors [R, V, d] that stand before the first tokens; null: none.</param>
    public Gpt2Session StartDecoding(PassContext context, Tensor? promptMask = null, bool cached = true, Tensor? prefix = null) =>
        new(this, context, promptMask, cached, prefix);

    /// <summary>Final states [B, L, d] of new positions after those that the cache holds.</summary>
    /// <param name="mask">[B, past + L].</param>
    internal Tensor Run(Tensor vectors, Tensor positionIds, Tensor? mask, DecoderCache? cache, PassContext context)
    {
        var (batch, length, past) = (vectors.shape[0], vectors.shape[1], cache?.Length ?? 0);
        var bias = Attention.CausalBias(length, past, vectors.dtype, vectors.device);
        if (mask is not null)
            bias = bias + Attention.PaddingBias(mask, vectors.dtype);
        bias = Attention.Folded(bias, batch, Config.NHead, length);
        var x = context.Drop(vectors + positions.call(positionIds), Config.EmbdPdrop);
        for (var i = 0; i < blocks.Count; i++)
            x = blocks[i].Forward(x, bias, cache?[i].Self, context);
        return norm.call(x);
    }

    internal Tensor Logits(Tensor state) => head.Forward(state);
}
