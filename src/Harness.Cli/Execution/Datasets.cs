using Harness.Data;
using Harness.Data.Folders;
using Harness.Data.Packages;
using Harness.Data.PaperFiles;
using Harness.Data.Scenes;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>The data sets by the names that configurations and <c>data</c> use.</summary>
internal static class Datasets
{
    public const string StampScenes = "stamp-scenes";
    public const string Shapes = "shapes";

    public static IReadOnlyList<string> Names { get; } = [.. DatasetCatalogue.All.Select(e => e.Name)];

    /// <summary>What a name may be, for the help of verbs.</summary>
    public static string NameHelp { get; } =
        $"{string.Join(", ", Names)}; a folder of your own; with --data: {string.Join(", ", PaperDatasets.Names)}";

    /// <summary>Opens a data set, fetching what it is made of; one of the papers' from its folder; one's own from its path.</summary>
    /// <param name="folder">Where the papers' own files lie.</param>
    /// <exception cref="UserErrorException">No such data set (2), or something that it needs is missing or damaged (3).</exception>
    public static IDataset Open(string name, string size, long seed, string? folder = null) =>
        PaperDatasets.Names.Contains(name) ? PaperDatasets.Open(name, folder)
        : !Names.Contains(name) && OwnFolder.IsPath(name) ? OwnFolder.Open(name)
        : Named(name).Open(size, seed, PackageCache.Default(), Say);

    /// <summary>Opens a data set from what is in the cache; null where it has to be fetched first.</summary>
    public static IDataset? TryOpen(string name, string size, long seed)
    {
        var (entry, cache) = (Named(name), PackageCache.Default());
        return entry.Packages.All(cache.IsSound) ? entry.Open(size, seed, cache, null) : null;
    }

    /// <summary>The packages that a data set is made of.</summary>
    /// <exception cref="UserErrorException">No such data set.</exception>
    public static IReadOnlyList<PackageSpec> Packages(string name) => Named(name).Packages;

    /// <summary>The questions that a run is about. Where stamps cannot be had, shapes take their place and the result says so.</summary>
    /// <param name="folder">Where the papers' own files lie.</param>
    /// <exception cref="UserErrorException">No such data set, or one of captions (2), or something that it needs is missing or damaged (3).</exception>
    public static IVqaDataset Open(DatasetConfig config, string? folder) =>
        OpenAny(config, folder) as IVqaDataset
        ?? throw new UserErrorException(
            $"dataset.name = {config.Name} holds captions; a run of question answering needs questions, e.g. of {StampScenes} or emoji-vqa.",
            UserErrorException.BadUsage
        );

    /// <summary>The same, of questions or of captions.</summary>
    public static IDataset OpenAny(DatasetConfig config, string? folder) =>
        config.Name == StampScenes
            ? Harness.Data.StampScenes.Open(StampScenesOptions.Named(config.Size, config.Seed), SpriteSource.Auto, say: Say)
            : Open(config.Name, config.Size, config.Seed, folder);

    private static DatasetEntry Named(string name) =>
        DatasetCatalogue.All.FirstOrDefault(e => e.Name == name)
        ?? throw new UserErrorException(
            $"there is no data set '{name}'; did you mean {NearestName.Of(name, Names)}? There are {NameHelp}.",
            UserErrorException.BadUsage
        );

    public static void Say(string line) => Console.Error.WriteLine($"note: {line}");
}
