namespace Harness.Backbones;

/// <summary>
/// Sizes and options of CLIP-BART: BART whose encoder also reads CLIP grid features. Sung et al. 2022 (VL-Adapter), arXiv 2112.06825.
/// </summary>
public sealed record ClipBartConfig : BartConfig
{
    /// <summary>Width of a grid feature. Default: 2048 (CLIP ResNet-101).</summary>
    public long FeatDim { get; init; } = 2048;

    /// <summary>Pictures that a sample may hold; rows of the image-order table. Default: 2.</summary>
    public long NImages { get; init; } = 2;

    /// <summary>BART-base with 200 special tokens and the visual embedding: 141,156,864 parameters, CLIP not counted.</summary>
    public static new ClipBartConfig Base { get; } = new() { Name = "clip-bart-base", VocabSize = 50265 + 200 };

    internal override long ParameterCount => base.ParameterCount + DModel * (FeatDim + 5 + 2 + 4 + NImages);

    /// <exception cref="ArgumentException">Not JSON, or a value out of range; every problem is named.</exception>
    public static new ClipBartConfig FromJson(string json)
    {
        var config = ConfigJson.Read<ClipBartConfig>(json);
        ConfigProblems.Throw(config.Name, config.Problems());
        return config;
    }

    public override IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("feat_dim", FeatDim);
        problems.Positive("n_images", NImages);
        return [.. base.Problems(), .. problems.All];
    }
}
