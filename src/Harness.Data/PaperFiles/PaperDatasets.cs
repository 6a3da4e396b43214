namespace Harness.Data.PaperFiles;

/// <summary>The papers' own data sets by name, read from a folder that the user has.</summary>
public static class PaperDatasets
{
    public static IReadOnlyList<string> Names { get; } = [.. PaperLayout.All.Select(l => l.Name), CocoCaptions.SetName];

    /// <summary>Opens one; question files are read when a split is first asked for.</summary>
    /// <param name="folder">The folder given with <c>--data</c>; null where none was given.</param>
    /// <exception cref="UserErrorException">No folder was given, or it lacks what is needed; exit code 3.</exception>
    public static IDataset Open(string name, string? folder)
    {
        var layout = PaperLayout.All.FirstOrDefault(l => l.Name == name);
        if (folder is null)
            throw new UserErrorException($"{name} is not served by a package registry: {layout?.How ?? CocoCaptions.GettingIt}.", UserErrorException.Missing);
        return layout is null ? new CocoCaptions(new DataFolder(folder)) : new PaperQuestions(layout, new DataFolder(folder));
    }
}
