using System.CommandLine;
using Harness.Data;
using Harness.Data.Files;
using Harness.Paper;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;

namespace Harness.Cli.Verbs;

/// <summary>
/// The main job. At scale quick it runs chosen points of the proxy grid again, sets each beside its stored seeds and writes the reports from the
/// stored results; at the others it runs what is missing and writes the reports from that.
/// </summary>
internal static class ReproduceVerb
{
    private const string Quick = "quick";

    /// <summary>The scale whose stored results the quick one stands on.</summary>
    private const string Proxy = "proxy";

    public static Command Create()
    {
        var (paper, settings) = (Papers.Argument(), CommonOptions.Settings());
        var named = Papers.Option();
        var scale = new Option<string>("--scale")
        {
            Description = "quick (chosen points of proxy again, beside what is stored), proxy or full",
            HelpName = "SCALE",
            DefaultValueFactory = _ => Quick,
        };
        scale.AcceptOnlyFromAmong([Quick, .. Papers.Scales]);
        var (results, workers) = (CommonOptions.Out(), CommonOptions.Workers());
        var command = new Command("reproduce", "Reproduces a paper: runs what is missing, then tables, figures, claims, report")
        {
            paper,
            settings,
            named,
            scale,
            results,
            workers,
        };
        var (dryRun, options) = (DryRunOptions.AddTo(command), ExecutionOptions.AddTo(command));
        command.SetAction(
            async (parsed, _) =>
            {
                var (execution, asked) = (options.Read(parsed), parsed.GetValue(scale)!);
                // Every name is checked before the first run begins, and every file that runs need.
                var (papers, typed) = Words(parsed, paper, named, settings);
                if (asked == Quick && typed.Count > 0)
                    throw new UserErrorException(
                        $"{typed[0].Path} cannot be set at scale {Quick}, which runs points as they were configured; give --scale {Proxy}.",
                        UserErrorException.BadUsage
                    );
                var plans = papers
                    .Where(name => papers.Count == 1 || Papers.HasExperiments(name, asked == Quick ? Proxy : asked))
                    .Select(name => (name, cells: asked == Quick ? Papers.SpotChecks(name) : Papers.Cells(name, asked, typed)))
                    .ToList();
                List<ResolvedConfig> all = [.. plans.SelectMany(p => p.cells)];
                var output = parsed.InvocationConfiguration.Output;
                if (dryRun.Read(parsed) is { } accelerator)
                    return DryRun.Write(
                        all,
                        RunStore.Open(CommonOptions.ExistingResults(parsed.GetValue(results))),
                        Executors.Create(execution),
                        parsed.GetValue(workers),
                        accelerator,
                        output
                    );
                MissingFilesException.ThrowIfAny(all, Executors.Create(execution));
                var store = RunStore.Open(CommonOptions.ResultsFolder(parsed.GetValue(results)));
                var worst = 0;
                foreach (var (name, cells) in plans)
                {
                    var (code, runs) = await SweepVerb.Sweep(
                        cells,
                        store,
                        execution,
                        SweepVerb.Local(store, execution, parsed.GetValue(workers), failFast: false, retries: 1),
                        grid: asked != Quick
                    );
                    worst = Math.Max(worst, code);
                    var folder = FolderOf(store, name);
                    var places = cells.Index().ToDictionary(c => c.Item.Digest, c => c.Index);
                    if (asked == Quick)
                        worst = Math.Max(worst, SpotCheck(name, [.. runs.OrderBy(r => places[r.ConfigDigest])], folder, output));
                    else if (runs.Count > 0)
                        Report(
                            [.. runs.Select(r => $"{r.Key} {r.Started:O}")],
                            folder,
                            outputs => outputs.BuildFromRuns(name, asked, runs, folder, Executors.Assets(execution)),
                            output
                        );
                }
                // What counting and laws decide needs no run.
                foreach (var name in papers.Where(name => plans.All(p => p.name != name)))
                {
                    Console.Error.WriteLine(
                        $"note: {name} has no experiments at scale {asked}; its report holds what needs no run."
                    );
                    var folder = FolderOf(store, name);
                    Report(
                        [],
                        folder,
                        outputs => outputs.BuildFromRuns(name, asked, [], folder, Executors.Assets(execution)),
                        output
                    );
                }
                return worst;
            }
        );
        return command;
    }

    /// <summary>Sets runs beside the stored ones, then writes the whole report from the stored ones.</summary>
    /// <returns>1 where a point does not agree.</returns>
    private static int SpotCheck(string paper, IReadOnlyList<RunRecord> runs, string folder, TextWriter output)
    {
        var stored = Path.Combine(Papers.Folder, paper, "results", Proxy);
        var (table, agree) = new PaperOutputs(Papers.Folder).SpotChecks(paper, Proxy, runs, folder);
        output.WriteLine(table);
        Report(
            [FileDigest.Of(Directory.GetFiles(stored).Order(StringComparer.Ordinal))],
            folder,
            outputs => outputs.Build(paper, Proxy, stored, folder),
            output,
            tables: false
        );
        return agree ? 0 : CommandLine.CheckFailed;
    }

    private static string FolderOf(RunStore store, string paper)
    {
        var folder = Path.Combine(store.Root, paper);
        FileErrors.CreateFolder(folder);
        return folder;
    }

    /// <summary>Papers and settings; a first word with <c>=</c> is no paper.</summary>
    private static (IReadOnlyList<string> Papers, IReadOnlyList<Setting> Settings) Words(
        ParseResult parsed,
        Argument<string?> paper,
        Option<string?> named,
        Argument<string[]> settings
    )
    {
        var (first, rest) = (parsed.GetValue(paper), parsed.GetValue(settings)!);
        return first?.Contains('=') == true
            ? (Papers.Named(parsed.GetValue(named) ?? Papers.All), CommandLineSettings.Parse(rest.Prepend(first)))
            : (Papers.Asked(parsed, paper, named), CommandLineSettings.Parse(rest));
    }

    /// <summary>Builds a paper's outputs unless the folder has those of the same inputs, and says where they are.</summary>
    /// <param name="tables">Whether the main tables are shown too.</param>
    private static void Report(
        IReadOnlyList<string> inputs,
        string folder,
        Func<PaperOutputs, BuildResult> build,
        TextWriter output,
        bool tables = true
    )
    {
        var (stamp, console) = (new OutputStamp(folder), Path.Combine(folder, "console.txt"));
        string[] code = [typeof(PaperOutputs).Assembly.Location, typeof(Harness.Laws.LawBook).Assembly.Location];
        if (!stamp.Fits(inputs, code) || !File.Exists(console))
        {
            Console.Error.WriteLine("tables, figures, claims, report …");
            var built = build(new PaperOutputs(Papers.Folder));
            foreach (var note in built.Notes)
                Console.Error.WriteLine($"note: {note}");
            AtomicFile.WriteText(console, $"{(tables ? built.Console.TrimEnd() : "")}\n\nreport: {built.Report}\n".TrimStart());
            stamp.Write(inputs, code, built.Files);
        }
        output.WriteLine(File.ReadAllText(console).TrimEnd());
    }
}
