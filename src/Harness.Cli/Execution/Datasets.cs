using Harness.Data;
using Harness.Data.Scenes;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>The data sets by the names that configurations and <c>data</c> use.</summary>
internal static class Datasets
{
    public const string StampScenes = "stamp-scenes";
    public const string Shapes = "shapes";

    public static IReadOnlyList<string> Names { get; } = [StampScenes, Shapes];

    /// <summary>Makes or opens a data set; downloads and substitutes are told on the error stream.</summary>
    /// <exception cref="UserErrorException">No such data set (2), or its package is damaged (3).</exception>
    public static IVqaDataset Open(string name, string size, long seed) => name switch
    {
        StampScenes => Harness.Data.StampScenes.Open(Options(size, seed), SpriteSource.Auto, say: Say),
        Shapes => Harness.Data.StampScenes.Open(Options(size, seed), SpriteSource.Shapes, say: Say),
        _ => throw new UserErrorException($"there is no data set '{name}'; did you mean {NearestName.Of(name, Names)}? There are {string.Join(", ", Names)}.", UserErrorException.BadUsage),
    };

    public static IVqaDataset Open(DatasetConfig config) => Open(config.Name, config.Size, config.Seed);

    private static StampScenesOptions Options(string size, long seed) =>
        (size == "quick" ? StampScenesOptions.Quick : new StampScenesOptions()) with { Seed = seed };

    private static void Say(string line) => Console.Error.WriteLine($"note: {line}");
}
