using Harness.Adapters.Sites;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using static TorchSharp.torch;

namespace Harness.Backbones.T5Models;

/// <summary>What T5 and its vision–language relative share: token table, decoder, head, sites, decoding.</summary>
public abstract class T5Base : Part, IBackbone, ITiesWeights
{
    private readonly T5Config config;
    private readonly BackboneBuilder builder;
    private readonly T5Stack decoder;
    private readonly LanguageHead head;

    private protected T5Base(T5Config config, BackboneBuilder builder, Func<BackboneBuilder, TokenTable, T5Stack> makeEncoder)
        : base(config.Name)
    {
        (this.config, this.builder) = (config.Checked(), builder);
        register_module(
            "shared",
            Shared = builder.Table(config.EmbeddingInitStd ?? config.InitializerFactor, config.VocabSize, config.DModel)
        );
        register_module("encoder", Encoder = makeEncoder(builder, Shared));
        register_module(
            "decoder",
            decoder = new T5Stack(config, builder, new Place("decoder", "decoder"), config.DecoderLayers, decoder: true)
        );
        register_module("lm_head", head = builder.Biased(MakeHead()));
        BackboneBuilder.Settle(this);
    }

    public string Name => config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => config.ParameterCount;

    /// <summary>Published files hold copies of the token table under these names.</summary>
    public virtual IReadOnlyDictionary<string, string> Tied
    {
        get
        {
            var tied = new Dictionary<string, string>
            {
                ["encoder.embed_tokens.weight"] = "shared.weight",
                ["decoder.embed_tokens.weight"] = "shared.weight",
            };
            if (config.TieWordEmbeddings)
                tied["lm_head.weight"] = "shared.weight";
            return tied;
        }
    }

    private protected TokenTable Shared { get; }

    private protected T5Stack Encoder { get; }

    /// <summary>Token ids [...] → their vectors [..., d].</summary>
    public Tensor Embed(Tensor ids) => Shared.call(ids);

    /// <summary>Vocabulary logits of hidden states: [..., d] → [..., V].</summary>
    public Tensor Logits(Tensor state) => head.Forward(state);

    /// <summary>
    /// Runs the decoder over a whole target with teacher forcing. Shapes: <paramref name="decoderIds"/> [B, T] → logits [B, T, V],
    /// state [B, T, d].
    /// </summary>
    /// <param name="states">Receives the input of every block and the final state, for inspection.</param>
    public (Tensor Logits, Tensor State) Decode(
        Tensor decoderIds,
        Encoded encoded,
        PassContext context,
        List<Tensor>? states = null
    )
    {
        var state = decoder.DecoderForward(
            Embed(decoderIds),
            encoded.State,
            CrossBias(encoded),
            null,
            ForDecoder(encoded, context),
            states
        );
        return (Logits(state), state);
    }

    /// <summary>Starts step-by-step decoding.</summary>
    /// <param name="cached">False recomputes the whole prefix at every step; same result, for tests and comparison.</param>
    public IDecodingSession StartDecoding(Encoded encoded, PassContext context, bool cached = true) =>
        new Seq2SeqSession(encoded, cached ? new DecoderCache(decoder.Layers, config.NumHeads) : null, DecodeLast(context));

    /// <summary>Writes a text for each sample of an encoded batch.</summary>
    /// <param name="beams">Null: greedy.</param>
    public ScoredText[][] Generate(Encoded encoded, DecodingLimits limits, PassContext context, BeamOptions? beams = null) =>
        Generation.Write(
            rows => StartDecoding(encoded.Repeat(rows), Generation.Repeated(context, rows)),
            full([encoded.State.shape[0], 1], config.DecoderStartTokenId, dtype: ScalarType.Int64, device: encoded.State.device),
            limits,
            beams
        );

    /// <summary>The pass as the decoder's modules see it.</summary>
    private protected virtual PassContext ForDecoder(Encoded encoded, PassContext context) => context;

    /// <summary>Decoder input for labels: shifted right behind the start token.</summary>
    private protected Tensor DecoderInput(Tensor labels) =>
        Seq2SeqLabels.ShiftRight(labels, config.DecoderStartTokenId, config.PadTokenId);

    private Seq2SeqSession.StepFunction DecodeLast(PassContext context) =>
        (tokens, encoded, cache) =>
        {
            var memory = cache is { HoldsMemory: true } ? null : encoded.State;
            var state = decoder.DecoderForward(Embed(tokens), memory, CrossBias(encoded), cache, ForDecoder(encoded, context));
            return Logits(state.select(1, state.shape[1] - 1));
        };

    private Tensor CrossBias(Encoded encoded) =>
        Attention.Folded(Attention.PaddingBias(encoded.Mask, encoded.State.dtype), encoded.State.shape[0], config.NumHeads, 1);

    private LanguageHead MakeHead()
    {
        var address = new Place("lm_head", "decoder").Address(SiteRole.Other, SubLayer.Head, config.DModel, config.VocabSize);
        var own = config.TieWordEmbeddings
            ? null
            : builder.Weights.Normal(config.InitializerFactor, config.VocabSize, config.DModel);
        return new LanguageHead(address, config.TieWordEmbeddings ? Shared : null, own, config.HeadScale);
    }
}
