namespace Harness.Backbones;

/// <summary>Sizes of the region embedder.</summary>
public sealed record RegionEmbedderConfig
{
    /// <summary>Side of a crop in pixels. Default: 32.</summary>
    public int CropSize { get; init; } = 32;

    /// <summary>Channels after each stride-2 convolution. Default: 24, 48, 96.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [24, 48, 96];

    /// <summary>Width of a region feature. Default: 128.</summary>
    public int FeatDim { get; init; } = 128;

    /// <summary>Every problem, one sentence each; empty when the network can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Check(
            Channels.Count > 0 && Channels.All(c => c > 0),
            "channels",
            string.Join(", ", Channels),
            "a list of positive widths"
        );
        problems.Check(
            CropSize > 0 && CropSize % (1 << Channels.Count) == 0,
            "crop_size",
            CropSize,
            $"a multiple of {1 << Channels.Count}"
        );
        problems.Positive("feat_dim", FeatDim);
        return problems.All;
    }
}
