using System.CommandLine;
using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Sweeps;

namespace Harness.Cli;

/// <summary>The papers of the repository and their experiments.</summary>
internal static class Papers
{
    public const string All = "all";

    public static string[] Scales { get; } = [.. ConfigSchema.Scales];

    /// <summary>The folder that holds one folder a paper.</summary>
    public static string Folder => Path.Combine(Repository.Root, "paper");

    /// <summary>Papers with claims, by folder name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        !Directory.Exists(Folder)
            ? []
            :
            [
                .. Directory
                    .GetDirectories(Folder)
                    .Where(f => File.Exists(Path.Combine(f, "claims.json")))
                    .Select(f => Path.GetFileName(f)!)
                    .Order(StringComparer.Ordinal),
            ];

    public static Argument<string?> Argument() =>
        new("PAPER") { Description = $"{string.Join(", ", Names)} or {All}; all if left out", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The same as an option, as other verbs have it.</summary>
    public static Option<string?> Option() => new("--paper") { Description = "the same as PAPER", HelpName = "PAPER" };

    /// <summary>The papers that argument or option name.</summary>
    /// <exception cref="UserErrorException">Both, and different; or none of that name. Exit code 2.</exception>
    public static IReadOnlyList<string> Asked(ParseResult parsed, Argument<string?> argument, Option<string?> option) =>
        (parsed.GetValue(argument), parsed.GetValue(option)) switch
        {
            ({ } one, { } other) when one != other => throw new UserErrorException(
                $"{one} and --paper {other} name two papers; name one.",
                UserErrorException.BadUsage
            ),
            var (one, other) => Named(one ?? other ?? All),
        };

    /// <summary>The papers that a word means.</summary>
    /// <exception cref="UserErrorException">None; exit code 2.</exception>
    public static IReadOnlyList<string> Named(string word) =>
        word == All ? Names
        : Names.Contains(word) ? [word]
        : throw new UserErrorException(
            $"there is no paper '{word}'; did you mean {NearestName.Of(word, [.. Names, All])}? There are {string.Join(", ", Names)}, or {All}.",
            UserErrorException.BadUsage
        );

    public static bool HasExperiments(string paper, string scale) =>
        ExperimentFile.OfScale(ExperimentsFolder(paper), scale).Count > 0;

    /// <summary>Every experiment of a paper at a scale: <c>SCALE.yaml</c> and <c>SCALE-*.yaml</c>.</summary>
    /// <exception cref="UserErrorException">None; exit code 3.</exception>
    public static IReadOnlyList<ExperimentFile> Experiments(string paper, string scale)
    {
        var files = ExperimentFile.OfScale(ExperimentsFolder(paper), scale);
        return files.Count > 0
            ? [.. files.Select(ExperimentFile.Load)]
            : throw new UserErrorException(
                $"{Path.GetRelativePath(Repository.Root, ExperimentsFolder(paper))} has no {scale}.yaml, so {paper} cannot be reproduced at scale {scale}.",
                UserErrorException.Missing
            );
    }

    /// <summary>Every point of a paper's experiments at a scale.</summary>
    public static IReadOnlyList<ResolvedConfig> Cells(string paper, string scale, IReadOnlyList<Setting> typed) =>
        [.. Experiments(paper, scale).SelectMany(file => file.Cells(typed))];

    /// <summary>
    /// The points of the proxy grid that the main job runs again: <c>spot-checks.txt</c> has one a line, by values that single it out, such as
    /// <c>experiment=main method.name=lora train.n_d=64 train.seed=13</c>.
    /// </summary>
    /// <exception cref="UserErrorException">A line that fits no point, or several; exit code 2.</exception>
    public static IReadOnlyList<ResolvedConfig> SpotChecks(string paper)
    {
        var file = Path.Combine(Folder, paper, "spot-checks.txt");
        var cells = Cells(paper, "proxy", []).Select(c => (Config: c, Lines: c.Canonical.Split('\n').ToHashSet())).ToList();
        return
        [
            .. File.ReadLines(file)
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line =>
                {
                    var wanted = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    var found = cells.Where(cell => wanted.All(cell.Lines.Contains)).ToList();
                    return found.Count == 1
                        ? found[0].Config
                        : throw new UserErrorException(
                            $"{Path.GetRelativePath(Repository.Root, file)}: '{line}' fits {found.Count} points of the grid; it must fit one.",
                            UserErrorException.BadUsage
                        );
                }),
        ];
    }

    private static string ExperimentsFolder(string paper) => Path.Combine(Folder, paper, "experiments");
}
