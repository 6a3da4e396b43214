using Harness.Backbones.Common;
using Harness.Backbones.VitModels;

namespace Harness.Backbones.Gpt2Models;

/// <summary>
/// Sizes and options of GPT-2; names and defaults as in the published <c>config.json</c> (snake case there). Radford et al. 2019.
/// </summary>
public sealed record Gpt2Config
{
    /// <summary>Short name for tables. Default: gpt2.</summary>
    public string Name { get; init; } = "gpt2";

    /// <summary>Default: 50257.</summary>
    public long VocabSize { get; init; } = 50257;

    /// <summary>Longest text. Default: 1024.</summary>
    public long NPositions { get; init; } = 1024;

    /// <summary>Model width d. Default: 768.</summary>
    public long NEmbd { get; init; } = 768;

    /// <summary>Blocks. Default: 12.</summary>
    public int NLayer { get; init; } = 12;

    /// <summary>Heads. Default: 12.</summary>
    public long NHead { get; init; } = 12;

    /// <summary>Inner width of the feed-forward part. Default: null, 4d.</summary>
    public long? NInner { get; init; }

    /// <summary>Default: gelu_new (tanh approximation).</summary>
    public string ActivationFunction { get; init; } = "gelu_new";

    /// <summary>Dropout before each residual. Default: 0.1.</summary>
    public double ResidPdrop { get; init; } = 0.1;

    /// <summary>Dropout after the embeddings. Default: 0.1.</summary>
    public double EmbdPdrop { get; init; } = 0.1;

    /// <summary>Dropout on attention weights. Default: 0.1.</summary>
    public double AttnPdrop { get; init; } = 0.1;

    /// <summary>Default: 1e-5.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-5;

    /// <summary>Standard deviation of initial weights. Default: 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>Divides scores by √k. Default: true.</summary>
    public bool ScaleAttnWeights { get; init; } = true;

    /// <summary>Also divides scores by the block's number, counted from 1. Default: false.</summary>
    public bool ScaleAttnByInverseLayerIdx { get; init; }

    /// <summary>Default: 50256.</summary>
    public long EosTokenId { get; init; } = 50256;

    public static Gpt2Config Small { get; } = new();

    public static Gpt2Config Medium { get; } =
        new()
        {
            Name = "gpt2-medium",
            NEmbd = 1024,
            NLayer = 24,
            NHead = 16,
        };

    /// <summary>As wide as <see cref="VitConfig.Mini"/>, for texts of up to 64 words of a vocabulary that numbers the end token 1.</summary>
    public static Gpt2Config Mini(long vocabSize) =>
        new()
        {
            Name = "vit-gpt2-small",
            VocabSize = vocabSize,
            NPositions = 64,
            NEmbd = 96,
            NLayer = 2,
            NHead = 4,
            AttnPdrop = 0,
            InitializerRange = 0.05,
            EosTokenId = 1,
        };

    internal long Inner => NInner ?? 4 * NEmbd;

    internal double ScoreScale(int layer) =>
        (ScaleAttnWeights ? 1 / Math.Sqrt((double)NEmbd / NHead) : 1) / (ScaleAttnByInverseLayerIdx ? layer + 1 : 1);

    internal long ParameterCount =>
        (VocabSize + NPositions) * NEmbd + NLayer * EncoderMath.BlockParameters(NEmbd, Inner) + 2 * NEmbd;

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static Gpt2Config FromJson(string json)
    {
        var config = ConfigJson.Read<Gpt2Config>(json);
        ConfigProblems.Throw(config.Name, config.Problems());
        return config;
    }

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("vocab_size", VocabSize);
        problems.Positive("n_positions", NPositions);
        problems.Positive("n_layer", NLayer);
        problems.Positive("n_inner", Inner);
        problems.Heads("n_embd", NEmbd, "n_head", NHead);
        problems.Activation("activation_function", ActivationFunction);
        problems.Probability("resid_pdrop", ResidPdrop);
        problems.Probability("embd_pdrop", EmbdPdrop);
        problems.Probability("attn_pdrop", AttnPdrop);
        problems.Check(LayerNormEpsilon > 0, "layer_norm_epsilon", LayerNormEpsilon, "more than 0");
        return problems.All;
    }
}
