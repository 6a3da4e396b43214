using Harness.Backbones.Common;

namespace Harness.Backbones.T5Models;

/// <summary>
/// Sizes and options of a T5 model; names and defaults as in the published <c>config.json</c> (snake case there).
/// Raffel et al. 2020, arXiv 1910.10683.
/// </summary>
public record T5Config
{
    /// <summary>Short name for tables. Default: t5.</summary>
    public string Name { get; init; } = "t5";

    /// <summary>Rows of the token table. Default: 32128 (T5's 32,000 pieces, 100 sentinels, padded).</summary>
    public long VocabSize { get; init; } = 32128;

    /// <summary>Model width d. Default: 512.</summary>
    public long DModel { get; init; } = 512;

    /// <summary>Width of a head; heads × d_kv need not be d. Default: 64.</summary>
    public long DKv { get; init; } = 64;

    /// <summary>Inner width of the feed-forward part. Default: 2048.</summary>
    public long DFf { get; init; } = 2048;

    /// <summary>Encoder blocks. Default: 6.</summary>
    public int NumLayers { get; init; } = 6;

    /// <summary>Decoder blocks. Default: null, as many as encoder blocks.</summary>
    public int? NumDecoderLayers { get; init; }

    /// <summary>Attention heads. Default: 8.</summary>
    public long NumHeads { get; init; } = 8;

    /// <summary>Rows of the relative-position table. Default: 32.</summary>
    public long RelativeAttentionNumBuckets { get; init; } = 32;

    /// <summary>Distance from which all positions share the last bucket. Default: 128.</summary>
    public long RelativeAttentionMaxDistance { get; init; } = 128;

    /// <summary>Dropout after embeddings, sub-layers, final norms and inside the feed-forward part. Default: 0.1.</summary>
    public double DropoutRate { get; init; } = 0.1;

    /// <summary>Dropout on attention weights. Default: null, the same as <see cref="DropoutRate"/>, which is what T5 does.</summary>
    public double? AttentionDropoutRate { get; init; }

    /// <summary>ε of the root-mean-square norms. Default: 1e-6.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-6;

    /// <summary>Factor on the standard deviation of every initial weight. Default: 1.</summary>
    public double InitializerFactor { get; init; } = 1;

    /// <summary>Standard deviation of the initial token table. Default: null, <see cref="InitializerFactor"/>.</summary>
    public double? EmbeddingInitStd { get; init; }

    /// <summary>An activation (<c>relu</c> in v1.0), or <c>gated-</c> and one (<c>gated-gelu</c> in v1.1). Default: relu.</summary>
    public string FeedForwardProj { get; init; } = "relu";

    /// <summary>The head shares the token table. Default: true.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>Multiplies the decoder's state by d^−½ before the head. Default: null, exactly when the head is tied.</summary>
    public bool? ScaleDecoderOutputs { get; init; }

    /// <summary>Default: 0.</summary>
    public long PadTokenId { get; init; }

    /// <summary>Default: 1.</summary>
    public long EosTokenId { get; init; } = 1;

    /// <summary>First decoder input. Default: 0.</summary>
    public long DecoderStartTokenId { get; init; }

    internal int DecoderLayers => NumDecoderLayers ?? NumLayers;

    internal double AttentionDropout => AttentionDropoutRate ?? DropoutRate;

    internal double HeadScale => ScaleDecoderOutputs ?? TieWordEmbeddings ? 1 / Math.Sqrt(DModel) : 1;

    internal bool IsGated => FeedForwardProj.StartsWith("gated-", StringComparison.Ordinal);

    /// <summary>The activation's name; <c>gated-gelu</c> has always meant the tanh approximation.</summary>
    internal string Activation =>
        FeedForwardProj == "gated-gelu" ? "gelu_new"
        : IsGated ? FeedForwardProj["gated-".Length..]
        : FeedForwardProj;

    /// <summary>Parameters of the model by formula: token table, both stacks, final norms, relative tables, an untied head.</summary>
    internal virtual long ParameterCount
    {
        get
        {
            var attention = 4 * DModel * NumHeads * DKv;
            var feedForward = (IsGated ? 3 : 2) * DModel * DFf;
            var encoder = NumLayers * (attention + feedForward + 2 * DModel);
            var decoder = DecoderLayers * (2 * attention + feedForward + 3 * DModel);
            var tables = (TieWordEmbeddings ? 1 : 2) * VocabSize * DModel;
            return tables + encoder + decoder + 2 * RelativeAttentionNumBuckets * NumHeads + 2 * DModel;
        }
    }

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static T5Config FromJson(string json) => ConfigJson.Read<T5Config>(json).Checked();

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public virtual IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("vocab_size", VocabSize);
        problems.Positive("d_model", DModel);
        problems.Positive("d_kv", DKv);
        problems.Positive("d_ff", DFf);
        problems.Positive("num_layers", NumLayers);
        problems.Positive("num_decoder_layers", DecoderLayers);
        problems.Positive("num_heads", NumHeads);
        problems.Check(
            RelativeAttentionNumBuckets >= 4 && RelativeAttentionNumBuckets % 4 == 0,
            "relative_attention_num_buckets",
            RelativeAttentionNumBuckets,
            "a multiple of 4"
        );
        problems.Check(
            RelativeAttentionMaxDistance > RelativeAttentionNumBuckets / 2,
            "relative_attention_max_distance",
            RelativeAttentionMaxDistance,
            "more than half the buckets"
        );
        problems.Probability("dropout_rate", DropoutRate);
        problems.Probability("attention_dropout_rate", AttentionDropout);
        problems.Check(LayerNormEpsilon > 0, "layer_norm_epsilon", LayerNormEpsilon, "more than 0");
        problems.Check(InitializerFactor > 0, "initializer_factor", InitializerFactor, "more than 0");
        problems.Activation("feed_forward_proj", Activation);
        foreach (
            var (key, id) in new[]
            {
                ("pad_token_id", PadTokenId),
                ("eos_token_id", EosTokenId),
                ("decoder_start_token_id", DecoderStartTokenId),
            }
        )
            problems.Check(id >= 0 && id < VocabSize, key, id, $"in [0, {VocabSize})");
        return problems.All;
    }
}

internal static class T5ConfigChecks
{
    /// <summary>The configuration itself, or an error that names every problem.</summary>
    public static T Checked<T>(this T config)
        where T : T5Config
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        return config;
    }
}
