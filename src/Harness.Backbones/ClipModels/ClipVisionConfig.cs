using Harness.Backbones.Common;

namespace Harness.Backbones.ClipModels;

/// <summary>
/// Sizes and options of CLIP's vision transformer; names and defaults as in the published <c>config.json</c> (snake case there).
/// Radford et al. 2021, arXiv 2103.00020.
/// </summary>
public sealed record ClipVisionConfig
{
    /// <summary>Short name for tables. Default: clip-vit-b/32.</summary>
    public string Name { get; init; } = "clip-vit-b/32";

    /// <summary>Model width d. Default: 768.</summary>
    public long HiddenSize { get; init; } = 768;

    /// <summary>Default: 3072.</summary>
    public long IntermediateSize { get; init; } = 3072;

    /// <summary>Width of the joint picture–text space. Default: 512.</summary>
    public long ProjectionDim { get; init; } = 512;

    /// <summary>Default: 12.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Default: 12.</summary>
    public long NumAttentionHeads { get; init; } = 12;

    /// <summary>Default: 3.</summary>
    public long NumChannels { get; init; } = 3;

    /// <summary>Side of a picture in pixels. Default: 224.</summary>
    public long ImageSize { get; init; } = 224;

    /// <summary>Side of a patch in pixels; divides the picture's. Default: 32.</summary>
    public long PatchSize { get; init; } = 32;

    /// <summary>Default: quick_gelu.</summary>
    public string HiddenAct { get; init; } = "quick_gelu";

    /// <summary>Default: 1e-5.</summary>
    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Default: 0.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Standard deviation of initial weights. Default: 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>Positions: all patches and the class token.</summary>
    public long Positions => (ImageSize / PatchSize) * (ImageSize / PatchSize) + 1;

    internal long ParameterCount(bool projection)
    {
        var d = HiddenSize;
        var embeddings = d + Positions * d + d * NumChannels * PatchSize * PatchSize;
        return embeddings
            + NumHiddenLayers * EncoderMath.BlockParameters(d, IntermediateSize)
            + 4 * d
            + (projection ? d * ProjectionDim : 0);
    }

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static ClipVisionConfig FromJson(string json)
    {
        var config = ConfigJson.Read<ClipVisionConfig>(json);
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
        problems.Positive("projection_dim", ProjectionDim);
        problems.Positive("num_channels", NumChannels);
        problems.Activation("hidden_act", HiddenAct);
        problems.Probability("attention_dropout", AttentionDropout);
        problems.Check(LayerNormEps > 0, "layer_norm_eps", LayerNormEps, "more than 0");
        problems.Check(
            PatchSize > 0 && ImageSize % Math.Max(PatchSize, 1) == 0,
            "patch_size",
            PatchSize,
            $"a divisor of image_size = {ImageSize}"
        );
        return problems.All;
    }
}
