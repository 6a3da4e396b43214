using System.CommandLine;
using Harness.Data;
using Harness.Data.Files;
using Harness.Paper;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>The main job: runs what is missing, then tables, figures, claims and report.</summary>
internal static class ReproduceVerb
{
    public static Command Create()
    {
        var (paper, settings) = (Papers.Argument(), CommonOptions.Settings());
        var named = Papers.Option();
        var scale = new Option<string>("--scale")
        {
            Description = "quick, proxy or full",
            HelpName = "SCALE",
            DefaultValueFactory = _ => Papers.Scales[0],
        };
        scale.AcceptOnlyFromAmong(Papers.Scales);
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
                var execution = options.Read(parsed);
                // Every name is checked before the first run begins, and every file that runs need.
                var (papers, typed) = Words(parsed, paper, named, settings);
                var plans = papers
                    .Where(name => papers.Count == 1 || Papers.HasExperiments(name, parsed.GetValue(scale)!))
                    .Select(name =>
                        (
                            name,
                            cells: Papers
                                .Experiments(name, parsed.GetValue(scale)!)
                                .SelectMany(file => file.Cells(typed))
                                .ToList()
                        )
                    )
                    .ToList();
                List<ResolvedConfig> all = [.. plans.SelectMany(p => p.cells)];
                if (dryRun.Read(parsed) is { } accelerator)
                    return DryRun.Write(
                        all,
                        RunStore.Open(CommonOptions.ExistingResults(parsed.GetValue(results))),
                        Executors.Create(execution),
                        parsed.GetValue(workers),
                        accelerator,
                        parsed.InvocationConfiguration.Output
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
                        SweepVerb.Local(store, execution, parsed.GetValue(workers), failFast: false, retries: 1)
                    );
                    worst = Math.Max(worst, code);
                    if (runs.Count > 0)
                        Report(
                            name,
                            parsed.GetValue(scale)!,
                            runs,
                            Path.Combine(store.Root, name),
                            execution,
                            parsed.InvocationConfiguration.Output
                        );
                }
                // What counting and laws decide needs no run.
                foreach (var name in papers.Where(name => plans.All(p => p.name != name)))
                {
                    Console.Error.WriteLine(
                        $"note: {name} has no experiments at scale {parsed.GetValue(scale)}; its report holds what needs no run."
                    );
                    Report(
                        name,
                        parsed.GetValue(scale)!,
                        [],
                        Path.Combine(store.Root, name),
                        execution,
                        parsed.InvocationConfiguration.Output
                    );
                }
                return worst;
            }
        );
        return command;
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

    private static void Report(
        string paper,
        string scale,
        IReadOnlyList<RunRecord> runs,
        string folder,
        ExecutionSettings execution,
        TextWriter output
    )
    {
        FileErrors.CreateFolder(folder);
        var (stamp, console) = (new OutputStamp(folder), Path.Combine(folder, $"{scale}.txt"));
        string[] code = [typeof(PaperOutputs).Assembly.Location, typeof(Harness.Laws.LawBook).Assembly.Location];
        if (!stamp.Fits(runs, code) || !File.Exists(console))
        {
            Console.Error.WriteLine("tables, figures, claims, report …");
            var built = new PaperOutputs(Papers.Folder).BuildFromRuns(paper, scale, runs, folder, Executors.Assets(execution));
            foreach (var note in built.Notes)
                Console.Error.WriteLine($"note: {note}");
            AtomicFile.WriteText(console, $"{built.Console.TrimEnd()}\n\nreport: {built.Report}\n".TrimStart());
            stamp.Write(runs, code, built.Files);
        }
        output.WriteLine(File.ReadAllText(console).TrimEnd());
    }
}
