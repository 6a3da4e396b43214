using System.CommandLine;
using Harness.Data.Files;
using Harness.Paper;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Verbs;

/// <summary>Builds the outputs of a paper from results, or checks the committed ones.</summary>
internal static class ReportVerb
{
    public static Command Create()
    {
        var paper = Papers.Argument();
        var named = Papers.Option();
        var scale = new Option<string>("--scale")
        {
            Description = "proxy or full",
            HelpName = "SCALE",
            DefaultValueFactory = _ => Papers.Scales[0],
        };
        scale.AcceptOnlyFromAmong(Papers.Scales);
        var results = new Option<string>("--results")
        {
            Description = "a results folder or result set; the committed one by default",
            HelpName = "DIR",
        };
        var folder = new Option<string>("--out") { Description = "where outputs go; paper/PAPER by default", HelpName = "DIR" };
        var discrepancies = new Option<string>("--discrepancies")
        {
            Description = "keep the runs of this results folder as what measures discrepancies, then build",
            HelpName = "DIR",
        };
        var add = new Option<bool>("--add")
        {
            Description = "with --results: committed runs that the folder does not hold again stay",
        };
        var own = new Option<string>("--experiment")
        {
            Description =
                "with --results: also the runs of this configuration, e.g. a method of your own; usually with --add and --out",
            HelpName = "CONFIG",
        };
        var check = new Option<bool>("--check")
        {
            Description = "only compare the committed outputs with what the committed results give; 1 if any differs",
        };
        var (data, weights) = (CommonOptions.Data(), CommonOptions.Weights());
        var command = new Command("report", "Builds tables, figures, claims and report from results")
        {
            paper,
            named,
            scale,
            results,
            add,
            own,
            folder,
            discrepancies,
            check,
            data,
            weights,
        };
        command.SetAction(parsed =>
        {
            var (outputs, papers, output) = (
                new PaperOutputs(Papers.Folder),
                Papers.Asked(parsed, paper, named),
                parsed.InvocationConfiguration.Output
            );
            if (parsed.GetValue(folder) is not null && papers.Count > 1)
                throw new UserErrorException("--out takes the outputs of one paper; name it.", UserErrorException.BadUsage);
            // The redundancy analysis runs tuned models again, with what they were tuned with.
            var settings = new ExecutionSettings(
                DataFolder: CommonOptions.ExistingFolder(parsed.GetValue(data)),
                WeightsFolder: CommonOptions.ExistingFolder(parsed.GetValue(weights))
            );
            if (parsed.GetValue(discrepancies) is not null && papers.Count > 1)
                throw new UserErrorException(
                    "--discrepancies takes the runs of one paper; name it.",
                    UserErrorException.BadUsage
                );
            var code = 0;
            foreach (var name in papers)
            {
                if (parsed.GetValue(discrepancies) is { } measured)
                {
                    var (kept, runs) = outputs.KeepDiscrepancies(name, CommonOptions.ExistingResults(measured));
                    output.WriteLine($"{name}: {runs} runs kept in {Path.GetRelativePath(Environment.CurrentDirectory, kept)}");
                }
                if (parsed.GetValue(check))
                    code = Math.Max(code, Check(outputs, name, parsed.GetValue(scale)!, output));
                else
                    Build(
                        outputs,
                        name,
                        parsed.GetValue(scale)!,
                        parsed.GetValue(results),
                        parsed.GetValue(add),
                        parsed.GetValue(own),
                        parsed.GetValue(folder),
                        settings,
                        output
                    );
            }
            return code;
        });
        return command;
    }

    private static int Check(PaperOutputs outputs, string paper, string scale, TextWriter output)
    {
        if (!Directory.Exists(Path.Combine(Papers.Folder, paper, "results", scale)))
        {
            output.WriteLine($"{paper}: no results of scale {scale} are committed, so there is nothing to compare.");
            return 0;
        }
        var differences = outputs.Check(paper, scale);
        foreach (var line in differences)
            output.WriteLine($"{paper}: {line}");
        output.WriteLine(
            differences.Count == 0
                ? $"{paper}: the committed outputs are what the committed results give."
                : $"{paper}: run ./harness report {paper} --scale {scale}."
        );
        return differences.Count == 0 ? 0 : CommandLine.CheckFailed;
    }

    /// <summary>
    /// A results folder also holds runs of earlier configurations and code: of each configuration that the experiments have now, the
    /// latest run counts.
    /// </summary>
    private static IReadOnlyList<RunRecord> Current(string paper, string scale, RunStore store, bool add, string? own)
    {
        IEnumerable<ExperimentFile> experiments = Papers.Experiments(paper, scale);
        if (own is not null)
            experiments = experiments.Append(ExperimentFile.Load(Repository.Locate(own)));
        var wanted = experiments.SelectMany(file => file.Cells([])).Select(cell => cell.Digest).ToHashSet();
        RunRecord[] current =
        [
            .. store
                .Runs.Where(r => wanted.Contains(r.ConfigDigest))
                .GroupBy(r => r.ConfigDigest)
                .Select(g => g.MaxBy(r => r.Started)!),
        ];
        if (current.Length < wanted.Count && !add)
            Console.Error.WriteLine(
                $"note: {wanted.Count - current.Length} of {wanted.Count} runs are missing; ./harness reproduce {paper} --scale {scale} makes them."
            );
        return current.Length > 0
            ? current
            : throw new UserErrorException($"{store.Root} holds no run of {paper} at scale {scale}.", UserErrorException.Missing);
    }

    private static void Build(
        PaperOutputs outputs,
        string paper,
        string scale,
        string? results,
        bool add,
        string? own,
        string? folder,
        ExecutionSettings settings,
        TextWriter output
    )
    {
        var target = folder ?? Path.Combine(Papers.Folder, paper);
        var source = results ?? Path.Combine(Papers.Folder, paper, "results", scale);
        var built = Directory.Exists(Path.Combine(source, "runs"))
            ? outputs.BuildFromRuns(
                paper,
                scale,
                Current(paper, scale, RunStore.Open(source), add, own),
                target,
                Executors.Assets(settings),
                add
            )
            : outputs.Build(paper, scale, source, target);
        foreach (var note in built.Notes)
            Console.Error.WriteLine($"note: {note}");
        if (built.Console.Length > 0)
            output.WriteLine(built.Console.TrimEnd());
        output.WriteLine(
            $"{paper}: {string.Join(", ", built.Claims.CountBy(c => c.Verdict).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Value} {v.Key}"))}"
        );
        output.WriteLine($"{built.Files.Count} files in {target}");
    }
}
