using Harness.Data;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>The papers of the repository and their experiments.</summary>
internal static class Papers
{
    public const string All = "all";

    public static string[] Scales { get; } = ["quick", "proxy", "full"];

    /// <summary>The folder that holds one folder a paper.</summary>
    public static string Folder => Path.Combine(Repository.Root, "paper");

    /// <summary>Papers with experiments, by folder name.</summary>
    public static IReadOnlyList<string> Names { get; } = !Directory.Exists(Folder) ? [] :
    [
        .. Directory.GetDirectories(Folder).Where(f => Directory.Exists(Path.Combine(f, "experiments")))
            .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal),
    ];

    /// <summary>The papers that a word means.</summary>
    /// <exception cref="UserErrorException">None; exit code 2.</exception>
    public static IReadOnlyList<string> Named(string word) =>
        word == All ? Names
        : Names.Contains(word) ? [word]
        : throw new UserErrorException($"there is no paper '{word}'; did you mean {NearestName.Of(word, [.. Names, All])}? There are {string.Join(", ", Names)}, or {All}.", UserErrorException.BadUsage);

    /// <summary>Every experiment of a paper at a scale: <c>SCALE.yaml</c> and <c>SCALE-*.yaml</c>.</summary>
    /// <exception cref="UserErrorException">None; exit code 3.</exception>
    public static IReadOnlyList<ExperimentFile> Experiments(string paper, string scale)
    {
        var folder = Path.Combine(Folder, paper, "experiments");
        string[] files = [.. Directory.GetFiles(folder, "*.yaml").Where(f => Path.GetFileNameWithoutExtension(f) is var name && (name == scale || name.StartsWith(scale + "-"))).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? [.. files.Select(ExperimentFile.Load)]
            : throw new UserErrorException($"{Path.GetRelativePath(Repository.Root, folder)} has no {scale}.yaml, so {paper} cannot be reproduced at scale {scale}.", UserErrorException.Missing);
    }
}
