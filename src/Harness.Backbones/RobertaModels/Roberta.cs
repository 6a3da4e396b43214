using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.RobertaModels;

/// <summary>What RoBERTa says about a text.</summary>
/// <param name="State">[B, L, d].</param>
/// <param name="Pooled">[B, d]: tanh of a map of the first position; null without a pooler.</param>
public sealed record RobertaOutput(Tensor State, Tensor? Pooled);

/// <summary>
/// RoBERTa, a text encoder (Liu et al. 2019, arXiv 1907.11692). Parameter names are those of the published checkpoints, without
/// their <c>roberta.</c> prefix. Parameters with pooler: 124,645,632 (base), 355,359,744 (large).
/// </summary>
public sealed class Roberta : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly List<RobertaLayer> layers = [];
    private readonly Projection? pooler;

    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public Roberta(
        RobertaConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32,
        bool hasPooler = true
    )
        : this(config, new BackboneBuilder(new WeightSource(generator, device, dtype)), new Place("", "encoder"), hasPooler) { }

    internal Roberta(RobertaConfig config, BackboneBuilder builder, Place place, bool hasPooler)
        : base(config.Name)
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        (Config, this.builder) = (config, builder);
        register_module("embeddings", Embeddings = new RobertaEmbeddings(config, builder, place.Child("embeddings")));
        var encoder = new PartGroup("encoder");
        var list = encoder.Add("layer", new PartGroup("layer"));
        for (var i = 0; i < config.NumHiddenLayers; i++)
            layers.Add(list.Add(new RobertaLayer(config, builder, place.Child("encoder.layer").Block(i))));
        register_module("encoder", encoder);
        if (hasPooler)
        {
            var group = new PartGroup("pooler");
            pooler = group.Add(
                "dense",
                builder.Projection(
                    place.Child("pooler.dense"),
                    SiteRole.Other,
                    SubLayer.Head,
                    config.HiddenSize,
                    config.HiddenSize,
                    config.InitializerRange,
                    bias: true
                )
            );
            register_module("pooler", group);
        }
        BackboneBuilder.Settle(this);
    }

    public RobertaConfig Config { get; }

    public string Name => Config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => Config.ParameterCount(pooler is not null);

    internal RobertaEmbeddings Embeddings { get; }

    /// <summary>Encodes token ids [B, L] with mask [B, L] (null: everything counts).</summary>
    public RobertaOutput Forward(Tensor ids, Tensor? mask, PassContext context) =>
        Run(Embeddings.FromIds(ids, context), mask, context);

    /// <summary>Encodes vectors [B, L, d] that stand in for token vectors; positions, types and norm are added to them.</summary>
    public RobertaOutput ForwardVectors(Tensor vectors, Tensor? mask, PassContext context) =>
        Run(Embeddings.FromVectors(vectors, context), mask, context);

    /// <summary>The embedding layer's output for ids [B, L] → [B, L, d].</summary>
    public Tensor Embed(Tensor ids, PassContext context) => Embeddings.FromIds(ids, context);

    private RobertaOutput Run(Tensor x, Tensor? mask, PassContext context)
    {
        var bias = mask is null
            ? null
            : Attention.Folded(Attention.PaddingBias(mask, x.dtype), x.shape[0], Config.NumAttentionHeads, 1);
        foreach (var layer in layers)
            x = layer.Forward(x, bias, context);
        return new RobertaOutput(x, pooler?.call(x.select(1, 0), context).tanh());
    }
}

/// <summary>
/// Token, position and type vectors, summed and normalised. Positions count the tokens that are not padding, from pad + 1 on.
/// Shapes: ids [B, L] → [B, L, d]. Parameters: (V + positions + types + 2)·d.
/// </summary>
internal sealed class RobertaEmbeddings : Part
{
    private readonly RobertaConfig config;
    private readonly TokenTable words,
        positions,
        types;
    private readonly AffineNorm norm;

    public RobertaEmbeddings(RobertaConfig config, BackboneBuilder builder, Place place)
        : base(nameof(RobertaEmbeddings))
    {
        this.config = config;
        var (d, std) = (config.HiddenSize, config.InitializerRange);
        register_module("word_embeddings", words = builder.Table(std, config.VocabSize, d, config.PadTokenId));
        register_module(
            "position_embeddings",
            positions = builder.Table(std, config.MaxPositionEmbeddings, d, config.PadTokenId)
        );
        register_module("token_type_embeddings", types = builder.Table(std, config.TypeVocabSize, d));
        register_module(
            "LayerNorm",
            norm = builder.LayerNorm(place.Child("LayerNorm"), SubLayer.Embedding, d, config.LayerNormEps)
        );
    }

    /// <summary>Token vectors alone.</summary>
    public Tensor Words(Tensor ids) => words.call(ids);

    public Tensor FromIds(Tensor ids, PassContext context)
    {
        var real = ids.ne(config.PadTokenId).to(ScalarType.Int64);
        return Finish(words.call(ids), real.cumsum(1) * real + config.PadTokenId, context);
    }

    /// <summary>Vectors [B, L, d] in place of token vectors; positions then run on without regard to padding.</summary>
    public Tensor FromVectors(Tensor vectors, PassContext context)
    {
        var ids = arange(config.PadTokenId + 1, config.PadTokenId + 1 + vectors.shape[1], ScalarType.Int64, vectors.device)
            .unsqueeze(0);
        return Finish(vectors, ids, context);
    }

    private Tensor Finish(Tensor vectors, Tensor positionIds, PassContext context) =>
        context.Drop(norm.call(vectors + positions.call(positionIds) + types.Weight.narrow(0, 0, 1)), config.HiddenDropoutProb);
}
