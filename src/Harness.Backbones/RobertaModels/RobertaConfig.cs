using Harness.Backbones.Common;
using Harness.Backbones.VitModels;

namespace Harness.Backbones.RobertaModels;

/// <summary>
/// Sizes and options of RoBERTa; names and defaults as in the published <c>config.json</c> (snake case there).
/// Liu et al. 2019, arXiv 1907.11692.
/// </summary>
public sealed record RobertaConfig
{
    /// <summary>Short name for tables. Default: roberta-base.</summary>
    public string Name { get; init; } = "roberta-base";

    /// <summary>Default: 50265.</summary>
    public long VocabSize { get; init; } = 50265;

    /// <summary>Model width d. Default: 768.</summary>
    public long HiddenSize { get; init; } = 768;

    /// <summary>Default: 12.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Default: 12.</summary>
    public long NumAttentionHeads { get; init; } = 12;

    /// <summary>Inner width of the feed-forward part. Default: 3072.</summary>
    public long IntermediateSize { get; init; } = 3072;

    /// <summary>Default: gelu (exact).</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Default: 0.1.</summary>
    public double HiddenDropoutProb { get; init; } = 0.1;

    /// <summary>Dropout on attention weights. Default: 0.1.</summary>
    public double AttentionProbsDropoutProb { get; init; } = 0.1;

    /// <summary>Rows of the position table; the first pad_token_id + 1 are reserved. Default: 514.</summary>
    public long MaxPositionEmbeddings { get; init; } = 514;

    /// <summary>Default: 1.</summary>
    public long TypeVocabSize { get; init; } = 1;

    /// <summary>Standard deviation of initial weights. Default: 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>ε of the layer norms. Default: 1e-5.</summary>
    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Default: 1.</summary>
    public long PadTokenId { get; init; } = 1;

    /// <summary>Dropout of the classification head. Default: null, <see cref="HiddenDropoutProb"/>.</summary>
    public double? ClassifierDropout { get; init; }

    public static RobertaConfig Base { get; } = new();

    public static RobertaConfig Large { get; } =
        new()
        {
            Name = "roberta-large",
            HiddenSize = 1024,
            NumHiddenLayers = 24,
            NumAttentionHeads = 16,
            IntermediateSize = 4096,
        };

    /// <summary>As wide as <see cref="VitConfig.Mini"/>, for texts of up to 64 words of a vocabulary that numbers padding 0.</summary>
    public static RobertaConfig Mini(long vocabSize) =>
        new()
        {
            Name = "vit-roberta-small",
            VocabSize = vocabSize,
            HiddenSize = 96,
            NumHiddenLayers = 2,
            NumAttentionHeads = 4,
            IntermediateSize = 384,
            AttentionProbsDropoutProb = 0,
            MaxPositionEmbeddings = 66,
            InitializerRange = 0.05,
            PadTokenId = 0,
        };

    /// <summary>Parameters by formula: embeddings, blocks, pooler.</summary>
    internal long ParameterCount(bool pooler)
    {
        var (d, ff) = (HiddenSize, IntermediateSize);
        var embeddings = (VocabSize + MaxPositionEmbeddings + TypeVocabSize + 2) * d;
        return embeddings + NumHiddenLayers * EncoderMath.BlockParameters(d, ff) + (pooler ? d * d + d : 0);
    }

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static RobertaConfig FromJson(string json)
    {
        var config = ConfigJson.Read<RobertaConfig>(json);
        ConfigProblems.Throw(config.Name, config.Problems());
        return config;
    }

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("vocab_size", VocabSize);
        problems.Positive("num_hidden_layers", NumHiddenLayers);
        problems.Positive("intermediate_size", IntermediateSize);
        problems.Positive("type_vocab_size", TypeVocabSize);
        problems.Heads("hidden_size", HiddenSize, "num_attention_heads", NumAttentionHeads);
        problems.Activation("hidden_act", HiddenAct);
        problems.Probability("hidden_dropout_prob", HiddenDropoutProb);
        problems.Probability("attention_probs_dropout_prob", AttentionProbsDropoutProb);
        problems.Probability("classifier_dropout", ClassifierDropout ?? 0);
        problems.Check(LayerNormEps > 0, "layer_norm_eps", LayerNormEps, "more than 0");
        problems.Check(PadTokenId >= 0 && PadTokenId < VocabSize, "pad_token_id", PadTokenId, $"in [0, {VocabSize})");
        problems.Check(
            MaxPositionEmbeddings > PadTokenId + 1,
            "max_position_embeddings",
            MaxPositionEmbeddings,
            $"more than pad_token_id + 1 = {PadTokenId + 1}"
        );
        return problems.All;
    }
}
