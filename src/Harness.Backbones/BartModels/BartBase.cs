using Harness.Adapters.Sites;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using static TorchSharp.torch;

namespace Harness.Backbones.BartModels;

/// <summary>What BART and its vision–language relative share: token table, decoder, head, sites, decoding.</summary>
public abstract class BartBase : Part, IBackbone, ITiesWeights, IPublishedNames
{
    private readonly BartConfig config;
    private readonly BackboneBuilder builder;
    private readonly BartStack decoder;
    private readonly TokenTable shared;
    private readonly LanguageHead head;
    private readonly Tensor logitsBias;

    private protected BartBase(
        BartConfig config,
        BackboneBuilder builder,
        Func<BackboneBuilder, TokenTable, Place, BartStack> makeEncoder
    )
        : base(config.Name)
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        (this.config, this.builder) = (config, builder);
        var model = new PartGroup("model");
        shared = model.Add("shared", builder.Table(config.InitStd, config.VocabSize, config.DModel, config.PadTokenId));
        Encoder = model.Add("encoder", makeEncoder(builder, shared, new Place("model.encoder", "encoder")));
        decoder = model.Add("decoder", new BartStack(config, builder, new Place("model.decoder", "decoder"), decoder: true));
        register_module("model", model);
        var address = new Place("lm_head", "decoder").Address(SiteRole.Other, SubLayer.Head, config.DModel, config.VocabSize);
        register_module("lm_head", head = builder.Biased(new LanguageHead(address, shared, null, 1)));
        register_buffer("final_logits_bias", logitsBias = builder.Weights.Zeros(1, config.VocabSize));
        BackboneBuilder.Settle(this);
    }

    public string Name => config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => config.ParameterCount;

    /// <summary>Published files hold copies of the token table under these names.</summary>
    public virtual IReadOnlyDictionary<string, string> Tied { get; } =
        new Dictionary<string, string>
        {
            ["model.encoder.embed_tokens.weight"] = "model.shared.weight",
            ["model.decoder.embed_tokens.weight"] = "model.shared.weight",
            ["lm_head.weight"] = "model.shared.weight",
        };

    public virtual bool AlwaysTrains(string parameterName) => false;

    /// <summary>Zero in every published model, and left out by some.</summary>
    public IReadOnlySet<string> Optional { get; } = new HashSet<string> { "final_logits_bias" };

    private protected BartStack Encoder { get; }

    /// <summary>Token ids [...] → their vectors [..., d], without positions.</summary>
    public Tensor Embed(Tensor ids) => shared.call(ids);

    /// <summary>Vocabulary logits of hidden states: [..., d] → [..., V].</summary>
    public Tensor Logits(Tensor state) => head.Forward(state) + logitsBias.view(-1);

    /// <summary>
    /// Runs the decoder over a whole target with teacher forcing. Shapes: <paramref name="decoderIds"/> [B, T] → logits [B, T, V],
    /// state [B, T, d].
    /// </summary>
    public (Tensor Logits, Tensor State) Decode(Tensor decoderIds, Encoded encoded, PassContext context)
    {
        var state = decoder.DecoderForward(Embed(decoderIds), encoded.State, encoded.Mask, null, ForDecoder(encoded, context));
        return (Logits(state), state);
    }

    /// <summary>Starts step-by-step decoding.</summary>
    /// <param name="cached">False recomputes the whole prefix at every step; same result.</param>
    public IDecodingSession StartDecoding(Encoded encoded, PassContext context, bool cached = true) =>
        new Seq2SeqSession(
            encoded,
            cached ? new DecoderCache(decoder.Layers, decoder.Heads) : null,
            (tokens, source, cache) =>
            {
                var memory = cache is { HoldsMemory: true } ? null : source.State;
                var state = decoder.DecoderForward(Embed(tokens), memory, source.Mask, cache, ForDecoder(source, context));
                return Logits(state.select(1, state.shape[1] - 1));
            }
        );

    /// <summary>Writes a text for each sample of an encoded batch.</summary>
    /// <param name="beams">Null: greedy.</param>
    /// <param name="cached">False where a method looks at the whole prefix.</param>
    public ScoredText[][] Generate(
        Encoded encoded,
        DecodingLimits limits,
        PassContext context,
        BeamOptions? beams = null,
        bool cached = true
    ) =>
        Generation.Write(
            rows => StartDecoding(encoded.Repeat(rows), Generation.Repeated(context, rows), cached),
            full([encoded.State.shape[0], 1], config.DecoderStartTokenId, dtype: ScalarType.Int64, device: encoded.State.device),
            limits,
            beams
        );

    /// <summary>The pass as the decoder's modules see it.</summary>
    private protected virtual PassContext ForDecoder(Encoded encoded, PassContext context) => context;

    /// <summary>Decoder input for labels: shifted right behind the start token.</summary>
    private protected Tensor DecoderInput(Tensor labels) =>
        Seq2SeqLabels.ShiftRight(labels, config.DecoderStartTokenId, config.PadTokenId);
}
