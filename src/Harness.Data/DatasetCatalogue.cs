using Harness.Data.Emoji;
using Harness.Data.Files;
using Harness.Data.Folders;
using Harness.Data.Packages;
using Harness.Data.PaperFiles;
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

/// <summary>The data sets by the names that configurations and <c>data</c> use.</summary>
public static class DatasetCatalogue
{
    public const string StampScenes = "stamp-scenes";

    public static IReadOnlyList<DatasetEntry> All { get; } =
    [
        new(
            StampScenes,
            [KnownPackages.TuxPaintStamps],
            (size, seed, cache, say) =>
                Data.StampScenes.Open(StampScenesOptions.Named(size, seed), SpriteSource.Stamps, cache, say)
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
            (size, seed, cache, say) =>
                Data.StampScenes.Open(StampScenesOptions.Named(size, seed), SpriteSource.Shapes, cache, say)
        ),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(e => e.Name)];

    /// <summary>What a name may be, for the help of verbs.</summary>
    public static string NameHelp { get; } =
        $"{string.Join(", ", Names)}; a folder of your own; with --data: {string.Join(", ", PaperDatasets.Names)}";

    /// <summary>Opens a data set, fetching what it is made of; one of the papers' from its folder; one's own from its path.</summary>
    /// <param name="folder">Where the papers' own files lie.</param>
    /// <param name="say">Told before a download begins.</param>
    /// <exception cref="UserErrorException">No such data set (2), or something that it needs is missing or damaged (3).</exception>
    public static IDataset Open(string name, string size, long seed, string? folder = null, Action<string>? say = null) =>
        PaperDatasets.Names.Contains(name) ? PaperDatasets.Open(name, folder)
        : !Names.Contains(name) && OwnFolder.IsPath(name) ? OwnFolder.Open(name)
        : Named(name).Open(size, seed, PackageCache.Default(), say);

    /// <summary>Opens a data set from what is in the cache; null where it has to be fetched first.</summary>
    public static IDataset? TryOpen(string name, string size, long seed)
    {
        var (entry, cache) = (Named(name), PackageCache.Default());
        return entry.Packages.All(cache.IsSound) ? entry.Open(size, seed, cache, null) : null;
    }

    /// <summary>The packages that a data set is made of.</summary>
    /// <exception cref="UserErrorException">No such data set.</exception>
    public static IReadOnlyList<PackageSpec> Packages(string name) => Named(name).Packages;

    private static DatasetEntry Named(string name) =>
        All.FirstOrDefault(e => e.Name == name)
        ?? throw new UserErrorException(
            $"there is no data set '{name}'; did you mean {NearestName.Of(name, Names)}? There are {NameHelp}.",
            UserErrorException.BadUsage
        );
}
