using Harness.Backbones.Common;

namespace Harness.Backbones.BartModels;

/// <summary>
/// Sizes and options of BART; names and defaults as in the published <c>config.json</c> (snake case there). Lewis et al. 2019, arXiv 1910.13461.
/// </summary>
public record BartConfig
{
    /// <summary>Short name for tables. Default: bart-base.</summary>
    public string Name { get; init; } = "bart-base";

    /// <summary>Default: 50265.</summary>
    public long VocabSize { get; init; } = 50265;

    /// <summary>Longest text; the position tables hold two rows more, which are reserved. Default: 1024.</summary>
    public long MaxPositionEmbeddings { get; init; } = 1024;

    /// <summary>Model width d. Default: 768.</summary>
    public long DModel { get; init; } = 768;

    /// <summary>Default: 6.</summary>
    public int EncoderLayers { get; init; } = 6;

    /// <summary>Default: 3072.</summary>
    public long EncoderFfnDim { get; init; } = 3072;

    /// <summary>Default: 12.</summary>
    public long EncoderAttentionHeads { get; init; } = 12;

    /// <summary>Default: 6.</summary>
    public int DecoderLayers { get; init; } = 6;

    /// <summary>Default: 3072.</summary>
    public long DecoderFfnDim { get; init; } = 3072;

    /// <summary>Default: 12.</summary>
    public long DecoderAttentionHeads { get; init; } = 12;

    /// <summary>Default: gelu (exact).</summary>
    public string ActivationFunction { get; init; } = "gelu";

    /// <summary>Dropout after embeddings and before each residual. Default: 0.1.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Dropout on attention weights. Default: 0.1.</summary>
    public double AttentionDropout { get; init; } = 0.1;

    /// <summary>Dropout inside the feed-forward part. Default: 0.1.</summary>
    public double ActivationDropout { get; init; } = 0.1;

    /// <summary>Standard deviation of initial weights. Default: 0.02.</summary>
    public double InitStd { get; init; } = 0.02;

    /// <summary>Multiplies token vectors by √d. Default: false.</summary>
    public bool ScaleEmbedding { get; init; }

    /// <summary>Default: 1.</summary>
    public long PadTokenId { get; init; } = 1;

    /// <summary>Default: 0.</summary>
    public long BosTokenId { get; init; }

    /// <summary>Default: 2.</summary>
    public long EosTokenId { get; init; } = 2;

    /// <summary>First decoder input. Default: 2.</summary>
    public long DecoderStartTokenId { get; init; } = 2;

    /// <summary>The token that must end a text which reaches the length limit; null: none. Default: 2.</summary>
    public long? ForcedEosTokenId { get; init; } = 2;

    public static BartConfig Base { get; } = new();

    internal const double NormEpsilon = 1e-5;

    internal double EmbeddingScale => ScaleEmbedding ? Math.Sqrt(DModel) : 1;

    /// <summary>Token table, positions, embedding norms, blocks; a decoder block has a second attention and norm.</summary>
    internal virtual long ParameterCount
    {
        get
        {
            var d = DModel;
            var tables = VocabSize * d + 2 * (MaxPositionEmbeddings + 2) * d + 2 * 2 * d;
            var encoder = EncoderLayers * EncoderMath.BlockParameters(d, EncoderFfnDim);
            var decoder = DecoderLayers * (EncoderMath.BlockParameters(d, DecoderFfnDim) + 4 * (d * d + d) + 2 * d);
            return tables + encoder + decoder;
        }
    }

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static BartConfig FromJson(string json)
    {
        var config = ConfigJson.Read<BartConfig>(json);
        ConfigProblems.Throw(config.Name, config.Problems());
        return config;
    }

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public virtual IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("vocab_size", VocabSize);
        problems.Positive("max_position_embeddings", MaxPositionEmbeddings);
        problems.Positive("encoder_layers", EncoderLayers);
        problems.Positive("decoder_layers", DecoderLayers);
        problems.Positive("encoder_ffn_dim", EncoderFfnDim);
        problems.Positive("decoder_ffn_dim", DecoderFfnDim);
        problems.Heads("d_model", DModel, "encoder_attention_heads", EncoderAttentionHeads);
        problems.Heads("d_model", DModel, "decoder_attention_heads", DecoderAttentionHeads);
        problems.Activation("activation_function", ActivationFunction);
        problems.Probability("dropout", Dropout);
        problems.Probability("attention_dropout", AttentionDropout);
        problems.Probability("activation_dropout", ActivationDropout);
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
