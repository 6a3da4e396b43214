using Harness.Data.Files;

namespace Harness.Data.PaperFiles;

/// <summary>The papers' own data sets by name, read from a folder that the user has.</summary>
public static class PaperDatasets
{
    public static IReadOnlyList<string> Names { get; } =
    [.. PaperLayout.All.Select(l => l.Name), CocoCaptions.SetName, VlAdapterTasks.SetName];

    /// <summary>The files of a data set that a run needs; none for a set that is not the papers'.</summary>
    /// <param name="folder">Where they are looked for.</param>
    /// <param name="splits">Splits of questions that the run reads.</param>
    /// <param name="features">Whether it reads region features computed elsewhere.</param>
    /// <param name="annotators">Whether its test answers are compared with what annotators said.</param>
    public static IReadOnlyList<NeededFile> Needs(
        string name,
        string folder,
        IEnumerable<string> splits,
        bool features,
        bool annotators
    ) =>
        name == VlAdapterTasks.SetName
            ? [.. VlAdapterTasks.Sets.SelectMany(set => Needs(set, folder, splits, features, annotators))]
        : name == CocoCaptions.SetName ? [CocoCaptions.Needs(folder)]
        : PaperLayout.All.FirstOrDefault(l => l.Name == name) is { } layout
            ? [.. layout.Needs(folder, splits, features, annotators)]
        : [];

    /// <summary>Questions of the test split, about, for estimates before the files are there; null for a set that is not the papers'.</summary>
    public static long? TestQuestions(string name) =>
        name switch
        {
            "vqa-v2" or "vqa-v2-official" => 214_354,
            "vqa-v2-karpathy" => 26_280,
            "ok-vqa" or "ok-vqa-official" => 5_046,
            "gqa" => 12_578,
            "nlvr2" => 6_967,
            _ => null,
        };

    /// <summary>Opens one; question files are read when a split is first asked for.</summary>
    /// <param name="folder">The folder given with <c>--data</c>; null where none was given.</param>
    /// <exception cref="UserErrorException">No folder was given, or it lacks what is needed; exit code 3.</exception>
    public static IDataset Open(string name, string? folder)
    {
        var layout = PaperLayout.All.FirstOrDefault(l => l.Name == name);
        if (folder is null)
            throw new UserErrorException(
                $"{name} is not served by a package registry: {layout?.How ?? CocoCaptions.GettingIt}.",
                UserErrorException.Missing
            );
        return name == VlAdapterTasks.SetName ? VlAdapterTasks.Open(folder)
            : layout is null ? new CocoCaptions(new DataFolder(folder))
            : new PaperQuestions(layout, new DataFolder(folder));
    }
}
