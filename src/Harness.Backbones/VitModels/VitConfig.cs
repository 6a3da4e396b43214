using Harness.Backbones.Common;

namespace Harness.Backbones.VitModels;

/// <summary>
/// Sizes and options of a vision transformer; names and defaults as in the published <c>config.json</c> (snake case there).
/// Dosovitskiy et al. 2021, arXiv 2010.11929.
/// </summary>
public sealed record VitConfig
{
    /// <summary>Short name for tables. Default: vit-b/16.</summary>
    public string Name { get; init; } = "vit-b/16";

    /// <summary>Model width d. Default: 768.</summary>
    public long HiddenSize { get; init; } = 768;

    /// <summary>Default: 12.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Default: 12.</summary>
    public long NumAttentionHeads { get; init; } = 12;

    /// <summary>Default: 3072.</summary>
    public long IntermediateSize { get; init; } = 3072;

    /// <summary>Default: gelu (exact).</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Default: 0.</summary>
    public double HiddenDropoutProb { get; init; }

    /// <summary>Default: 0.</summary>
    public double AttentionProbsDropoutProb { get; init; }

    /// <summary>Standard deviation of initial weights. Default: 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>Default: 1e-12.</summary>
    public double LayerNormEps { get; init; } = 1e-12;

    /// <summary>Side of a picture in pixels. Default: 224.</summary>
    public long ImageSize { get; init; } = 224;

    /// <summary>Side of a patch in pixels; divides the picture's. Default: 16.</summary>
    public long PatchSize { get; init; } = 16;

    /// <summary>Default: 3.</summary>
    public long NumChannels { get; init; } = 3;

    /// <summary>Query, key and value maps have biases. Default: true; false is not supported.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Width of the pooled vector. Default: null, d.</summary>
    public long? PoolerOutputSize { get; init; }

    /// <summary>Default: tanh.</summary>
    public string PoolerAct { get; init; } = "tanh";

    public static VitConfig Base { get; } = new();

    public static VitConfig Large { get; } =
        new()
        {
            Name = "vit-l/16",
            HiddenSize = 1024,
            NumHiddenLayers = 24,
            NumAttentionHeads = 16,
            IntermediateSize = 4096,
        };

    /// <summary>Small enough to be pre-trained on one core in minutes: 36 patches of 8×8 pixels.</summary>
    public static VitConfig Mini { get; } =
        new()
        {
            Name = "vit-small",
            HiddenSize = 96,
            NumHiddenLayers = 2,
            NumAttentionHeads = 4,
            IntermediateSize = 384,
            ImageSize = 48,
            PatchSize = 8,
            InitializerRange = 0.05,
        };

    /// <summary>Positions: all patches and the class token.</summary>
    public long Positions => (ImageSize / PatchSize) * (ImageSize / PatchSize) + 1;

    internal long PooledWidth => PoolerOutputSize ?? HiddenSize;

    internal long ParameterCount(bool pooler)
    {
        var d = HiddenSize;
        var embeddings = d + Positions * d + d * NumChannels * PatchSize * PatchSize + d;
        return embeddings
            + NumHiddenLayers * EncoderMath.BlockParameters(d, IntermediateSize)
            + 2 * d
            + (pooler ? d * PooledWidth + PooledWidth : 0);
    }

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static VitConfig FromJson(string json)
    {
        var config = ConfigJson.Read<VitConfig>(json);
        ConfigProblems.Throw(config.Name, config.Problems());
        return config;
    }

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Heads("hidden_size", HiddenSize, "num_attention_heads", NumAttentionHeads);
        problems.Positive("num_hidden_layers", NumHiddenLayers);
        problems.Positive("intermediate_size", IntermediateSize);
        problems.Positive("num_channels", NumChannels);
        problems.Positive("pooler_output_size", PooledWidth);
        problems.Activation("hidden_act", HiddenAct);
        problems.Activation("pooler_act", PoolerAct);
        problems.Probability("hidden_dropout_prob", HiddenDropoutProb);
        problems.Probability("attention_probs_dropout_prob", AttentionProbsDropoutProb);
        problems.Check(LayerNormEps > 0, "layer_norm_eps", LayerNormEps, "more than 0");
        problems.Check(
            PatchSize > 0 && ImageSize % Math.Max(PatchSize, 1) == 0,
            "patch_size",
            PatchSize,
            $"a divisor of image_size = {ImageSize}"
        );
        problems.Check(QkvBias, "qkv_bias", QkvBias, "true");
        return problems.All;
    }
}
