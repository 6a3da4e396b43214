using System.Diagnostics;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Benchmarks;

/// <summary>
/// The same eight short runs carried out by two workers and by one, a thread each: what side-by-side workers are worth on this machine.
/// The time that processes take to start is part of it; the runs are shorter than those of the papers' sweeps, which only lowers the ratio.
/// </summary>
/// <param name="flavour">Of the packages, as in runs' keys.</param>
/// <param name="experiment">An experiment file, whose runs are shortened.</param>
/// <param name="create">What carries out runs.</param>
/// <param name="worker">How a worker process of a results folder is started.</param>
public sealed class SweepThroughput(
    string flavour,
    string experiment,
    Func<ExecutionSettings, IRunExecutor> create,
    Func<string, ExecutionSettings, ProcessStartInfo> worker
) : IBenchmark
{
    private const int Workers = 2,
        Steps = 150,
        Repeats = 3;

    private const double ShareOfProducts = 0.97;

    private static readonly string[] settings = ["train.n_d=16", $"train.max_steps={Steps}", "dataset.test_limit=200"];

    public string Name => "sweep";

    public string Measures => $"{Workers} workers × 1 thread against 1 worker × 1 thread on the same runs";

    public IEnumerable<BenchmarkRow> Run()
    {
        var execution = new ExecutionSettings(Device: "cpu");
        var executor = create(execution);
        var cells = ExperimentFile
            .Load(experiment)
            .Cells(CommandLineSettings.Parse(settings))
            .Where(c => !MethodCatalog.Find(c.Config.Method.Name)!.IsBaseline)
            .ToList();
        executor.Prepare(cells[0].Config);
        var (two, one) = Samples.Compare(
            Repeats,
            () => Sweep(cells, executor, execution, Workers),
            () => Sweep(cells, executor, execution, 1)
        );
        // What the machine gives: as many products of a thread each, beside each other, against one.
        var most = new Samples(Enumerable.Range(0, Repeats).Select(_ => MachineSpeed.SideBySide(Workers))).Median;
        yield return BenchmarkRow.SpeedUp(
            Name,
            "quick",
            FormattableString.Invariant(
                $"{cells.Count} runs of {Steps} steps, {Environment.ProcessorCount} cores; the bar is {ShareOfProducts} of {most:0.00}, what {Workers} products of a thread each gain"
            ),
            two,
            one,
            bar: ShareOfProducts * most
        );
    }

    private void Sweep(IReadOnlyList<ResolvedConfig> cells, IRunExecutor executor, ExecutionSettings execution, int workers)
    {
        var folder = Directory.CreateTempSubdirectory("harness-bench-").FullName;
        try
        {
            var store = RunStore.Open(folder);
            var options = new SweepOptions(() => worker(folder, execution), workers, execution.Threads, FailFast: true);
            var result = new SweepDriver(store, options, new Unseen())
                .Run(SweepPlan.Of(cells, store, executor, flavour), CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            if (result.Failures is [var failure, ..])
                throw new UserErrorException($"{failure.Cell.Label} failed: {failure.Outcome.Message}", failure.Outcome.ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Unseen : ISweepView
    {
        public void Planned(IReadOnlyList<RunRecord> reused, IReadOnlyList<SweepCell> waiting, int workers) { }

        public void Started(SweepCell cell) { }

        public void Progressed(SweepCell cell, RunProgress progress) { }

        public void Ended(SweepCell cell, CellOutcome outcome) { }

        public void Note(string line) { }
    }
}
