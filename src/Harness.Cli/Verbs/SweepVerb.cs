using System.CommandLine;
using System.Text.Json;
using Harness.Cli.Progress;
using Harness.Data.Files;
using Harness.Paper.Statistics;
using Harness.Runs;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;
using Harness.Runs.Sweeps.Slurm;

namespace Harness.Cli.Verbs;

/// <summary>Carries out a grid of runs; what is stored is re-used.</summary>
internal static class SweepVerb
{
    public static Command Create()
    {
        var (config, settings) = (CommonOptions.Config(), CommonOptions.Settings());
        var (workers, results, json) = (CommonOptions.Workers(), CommonOptions.Out(), CommonOptions.Json());
        var failFast = new Option<bool>("--fail-fast") { Description = "start no run after the first failure" };
        var retries = CommonOptions.AtLeast(
            0,
            new Option<int>("--retries")
            {
                Description = "how often a run is tried again when its worker process died",
                HelpName = "N",
                DefaultValueFactory = _ => 1,
            }
        );
        var executor = new Option<string>("--executor")
        {
            Description = "local, or slurm (what it asks for: slurm.key=value, see paper/KEYS.md)",
            HelpName = "local|slurm",
            DefaultValueFactory = _ => "local",
        };
        executor.AcceptOnlyFromAmong("local", "slurm");
        var command = new Command("sweep", "Carries out a grid of runs; resumes by default")
        {
            config,
            settings,
            workers,
            executor,
            results,
            failFast,
            retries,
            json,
        };
        var (dryRun, options) = (DryRunOptions.AddTo(command), ExecutionOptions.AddTo(command));
        command.SetAction(
            async (parsed, _) =>
            {
                var file = ExperimentFile.Load(Repository.Locate(parsed.GetValue(config)!));
                var typed = CommandLineSettings.Parse(parsed.GetValue(settings)!).ToLookup(s => s.Path.StartsWith("slurm."));
                var cells = file.Cells([.. typed[false]]);
                var slurm = SlurmOptions.Of(file.Slurm.Concat(typed[true]));
                var execution = options.Read(parsed);
                var output = parsed.InvocationConfiguration.Output;
                if (dryRun.Read(parsed) is { } accelerator)
                {
                    Note(SweepChecks.validate(cells.Select(c => Grid(c, null))));
                    return DryRun.Write(
                        cells,
                        RunStore.Open(CommonOptions.ExistingResults(parsed.GetValue(results))),
                        Executors.Create(execution),
                        parsed.GetValue(workers),
                        accelerator,
                        output
                    );
                }
                MissingFilesException.ThrowIfAny(cells, Executors.Create(execution));
                var store = RunStore.Open(CommonOptions.ResultsFolder(parsed.GetValue(results)));
                var (stop, tries) = (parsed.GetValue(failFast), parsed.GetValue(retries));
                var (code, runs) = await Sweep(
                    cells,
                    store,
                    execution,
                    parsed.GetValue(executor) == "slurm"
                        ? view => new SlurmDriver(
                            store,
                            slurm,
                            () => Workers.Start(store.Root, execution with { Threads = slurm.Cpus }),
                            stop,
                            tries,
                            view
                        )
                        : Local(store, execution, parsed.GetValue(workers), stop, tries)
                );
                output.WriteLine(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(runs, JsonText.Pretty)
                        : $"{runs.Count} of {cells.Count} runs in {store.Root}"
                );
                return code;
            }
        );
        return command;
    }

    /// <summary>Plans, carries out, tells. Shared with <c>reproduce</c>.</summary>
    /// <param name="grid">Whether the runs are a whole grid, of which it is said what it can show; single points are none.</param>
    /// <returns>0 or the failures' common exit code (1 where they differ), and every run that is there now.</returns>
    internal static async Task<(int Code, IReadOnlyList<RunRecord> Runs)> Sweep(
        IReadOnlyList<ResolvedConfig> cells,
        RunStore store,
        ExecutionSettings execution,
        Func<ISweepView, ISweepDriver> driver,
        bool grid = true
    )
    {
        using var interruption = new Interruption();
        Note([.. store.Problems, .. grid ? SweepChecks.validate(cells.Select(c => Grid(c, null))) : []]);
        var executor = Executors.Create(execution);
        var plan = SweepPlan.Of(cells, store, executor, Flavour.Name);
        foreach (var cell in plan.Waiting.DistinctBy(c => (c.Config.Config.Dataset, c.Config.Config.Backbone)))
            executor.Prepare(cell.Config.Config);
        var result = await SweepViews.Show(view => driver(view).Run(plan, interruption.Token));
        var scores = result.Runs.ToDictionary(r => r.ConfigDigest, r => r.Score);
        if (grid)
            Note(SweepChecks.analyse(cells.Select(c => Grid(c, scores.TryGetValue(c.Digest, out var score) ? score : null))));
        if (result.Failures.Count == 0)
            return (0, result.Runs);
        Console.Error.WriteLine(
            $"harness: {result.Failures.Count} of {cells.Count} runs failed; the same command tries them again."
        );
        var codes = result.Failures.Select(f => f.Outcome.ExitCode).Distinct().ToList();
        return (
            codes is [UserErrorException.BadUsage or UserErrorException.Missing] ? codes[0] : CommandLine.CheckFailed,
            result.Runs
        );
    }

    /// <summary>Worker processes on this machine.</summary>
    internal static Func<ISweepView, ISweepDriver> Local(
        RunStore store,
        ExecutionSettings execution,
        int workers,
        bool failFast,
        int retries
    )
    {
        var options = new SweepOptions(() => Workers.Start(store.Root, execution), workers, execution.Threads, failFast, retries);
        return view => new SweepDriver(store, options, view);
    }

    private static void Note(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.Error.WriteLine($"note: {line}");
    }

    private static GridRun Grid(ResolvedConfig cell, double? score) =>
        new(
            cell.Config.Experiment,
            cell.Config.Dataset.Name,
            cell.Config.Method.Name,
            cell.Config.Train.NTrain,
            cell.Config.Train.Seed,
            MethodCatalog.Find(cell.Config.Method.Name)!.IsBaseline,
            score
        );
}
