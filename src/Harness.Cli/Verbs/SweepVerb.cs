using System.CommandLine;
using System.Text.Json;
using Harness.Cli.Progress;
using Harness.Data;
using Harness.Runs;

namespace Harness.Cli.Verbs;

/// <summary>Carries out a grid of runs; what is stored is re-used.</summary>
internal static class SweepVerb
{
    public static Command Create()
    {
        var (config, settings) = (CommonOptions.Config(), CommonOptions.Settings());
        var (workers, results, json) = (CommonOptions.Workers(), CommonOptions.Out(), CommonOptions.Json());
        var dryRun = new Option<bool>("--dry-run") { Description = "list what would be done, with a time estimate" };
        var failFast = new Option<bool>("--fail-fast") { Description = "start no run after the first failure" };
        var retries = CommonOptions.AtLeast(0, new Option<int>("--retries")
        {
            Description = "how often a run is tried again when its worker process died", HelpName = "N", DefaultValueFactory = _ => 1,
        });
        var command = new Command("sweep", "Carries out a grid of runs; resumes by default")
        {
            config, settings, workers, results, dryRun, failFast, retries, json,
        };
        var options = ExecutionOptions.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var file = ExperimentFile.Load(Repository.Locate(parsed.GetValue(config)!));
            var cells = file.Cells(CommandLineSettings.Parse(parsed.GetValue(settings)!));
            var store = RunStore.Open(CommonOptions.ResultsFolder(parsed.GetValue(results)));
            var execution = options.Read(parsed);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(dryRun))
                return DryRun(SweepPlan.Of(cells, store, Executors.Create(execution), Flavour.Name), parsed.GetValue(workers), output);
            var (code, runs) = await Sweep(cells, store, execution, parsed.GetValue(workers), parsed.GetValue(failFast), parsed.GetValue(retries));
            output.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(runs, JsonText.Pretty) : $"{runs.Count} of {cells.Count} runs in {store.Root}");
            return code;
        });
        return command;
    }

    /// <summary>Plans, carries out, tells. Shared with <c>reproduce</c>.</summary>
    /// <returns>0 or the failures' common exit code (1 where they differ), and every run that is there now.</returns>
    internal static async Task<(int Code, IReadOnlyList<RunRecord> Runs)> Sweep(
        IReadOnlyList<ResolvedConfig> cells, RunStore store, ExecutionSettings execution, int workers, bool failFast, int retries)
    {
        using var interruption = new Interruption();
        foreach (var problem in store.Problems)
            Console.Error.WriteLine($"note: {problem}");
        var executor = Executors.Create(execution);
        var plan = SweepPlan.Of(cells, store, executor, Flavour.Name);
        foreach (var cell in plan.Waiting.DistinctBy(c => (c.Config.Config.Dataset, c.Config.Config.Backbone)))
            executor.Prepare(cell.Config.Config);
        var options = new SweepOptions(() => Workers.Start(store.Root, execution), workers, execution.Threads, failFast, retries);
        var result = await SweepViews.Show(view => new SweepDriver(store, options, view).Run(plan, interruption.Token));
        if (result.Failures.Count == 0)
            return (0, result.Runs);
        Console.Error.WriteLine($"harness: {result.Failures.Count} of {cells.Count} runs failed; the same command tries them again.");
        var codes = result.Failures.Select(f => f.Outcome.ExitCode).Distinct().ToList();
        return (codes is [UserErrorException.BadUsage or UserErrorException.Missing] ? codes[0] : CommandLine.CheckFailed, result.Runs);
    }

    private static int DryRun(SweepPlan plan, int workers, TextWriter output)
    {
        output.WriteLine(Wording.Planned(plan.Reused.Count, plan.Waiting.Count, Math.Min(workers, plan.Waiting.Count), plan.Expected(workers)));
        foreach (var cell in plan.Waiting)
            output.WriteLine($"{cell.Key.Text}  {cell.Label}  about {Wording.Duration(TimeSpan.FromSeconds(cell.EstimatedSeconds))}");
        return 0;
    }
}
