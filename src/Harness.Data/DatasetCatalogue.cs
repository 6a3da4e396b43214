using Harness.Data.Emoji;
using Harness.Data.Packages;
using Harness.Data.Scenes;

namespace Harness.Data;

/// <summary>A data set that registries serve, or that is drawn here.</summary>
/// <param name="Packages">What it is made of; empty where it is drawn here.</param>
/// <param name="Open">Opens it at a size (<c>quick</c> or <c>standard</c>; only composed sets differ) with a seed, and says what it fetches.</param>
public sealed record DatasetEntry(
    string Name,
    IReadOnlyList<PackageSpec> Packages,
    Func<string, long, PackageCache, Action<string>?, IDataset> Open
);

/// <summary>The data sets by name.</summary>
public static class DatasetCatalogue
{
    public static IReadOnlyList<DatasetEntry> All { get; } =
    [
        new(
            "stamp-scenes",
            [KnownPackages.TuxPaintStamps],
            (size, seed, cache, say) => StampScenes.Open(StampScenesOptions.Named(size, seed), SpriteSource.Stamps, cache, say)
        ),
        new("emoji-vqa", EmojiCatalogue.Packages, (_, seed, cache, say) => EmojiVqa.Open(seed, cache, say)),
        new("stamp-captions", [KnownPackages.TuxPaintStamps], (_, seed, cache, say) => StampCaptions.Open(seed, cache, say)),
        new("stamp-pairs", [KnownPackages.TuxPaintStamps], (size, seed, cache, say) => StampPairs.Open(size, seed, cache, say)),
        new(
            "four-tasks",
            [KnownPackages.TuxPaintStamps, .. EmojiCatalogue.Packages],
            (size, seed, cache, say) => FourTasks.Open(size, seed, cache, say)
        ),
        new(
            "shapes",
            [],
            (size, seed, cache, say) => StampScenes.Open(StampScenesOptions.Named(size, seed), SpriteSource.Shapes, cache, say)
        ),
    ];
}
