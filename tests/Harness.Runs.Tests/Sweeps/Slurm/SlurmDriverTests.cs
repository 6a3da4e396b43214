using System.Diagnostics;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;
using Harness.Runs.Sweeps.Slurm;
using Harness.Runs.Tests.Fakes;

namespace Harness.Runs.Tests.Sweeps.Slurm;

/// <summary>Against a real Slurm of one node; a quarter of a minute for each on a quiet machine, most of it waiting for the scheduler.</summary>
public class SlurmDriverTests : IClassFixture<SlurmCluster>
{
    private static readonly string sixCells = Experiments.Grid.Replace("[13, 21]", "[13]");

    private static (SlurmDriver driver, SweepPlan plan, RecordingView view) Driver(
        string root,
        string yaml,
        params string[] settings
    )
    {
        var (store, view) = (RunStore.Open(root), new RecordingView());
        var options = SlurmOptions.Of(CommandLineSettings.Parse(["slurm.poll=0.3", "slurm.partition=low", .. settings]));
        var plan = SweepPlan.Of(Experiments.Cells(yaml), store, new FakeExecutor(), "fake");
        return (new SlurmDriver(store, options, () => TestWorker.Start("one", root), false, 1, view), plan, view);
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(100))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "waited a minute");
    }

    [Fact]
    public async Task An_array_carries_out_every_cell_once_and_failures_come_back()
    {
        SlurmCluster.OrSkip();
        using var folder = new TemporaryFolder();
        var (driver, plan, view) = Driver(
            folder.Path,
            sixCells.Replace("[13]", $"[13, {FakeExecutor.WrongSeed}]").Replace("    64: {}\n", ""),
            "slurm.extra=--comment=mine"
        );
        var running = driver.Run(plan, default);
        await Until(() => SlurmCluster.Say("scontrol", "--oneliner", "show", "job").Contains("Comment=mine"));
        Assert.Contains("Partition=low", SlurmCluster.Say("scontrol", "--oneliner", "show", "job"));
        var result = await running;
        Assert.Equal((3, 3), (result.Runs.Count, result.Failures.Count));
        Assert.All(
            result.Failures,
            f => Assert.Equal((2, "this seed is wrong; use another."), (f.Outcome.ExitCode, f.Outcome.Message))
        );
        Assert.Equal(6, FakeExecutor.Executions(folder.Path).Select(l => l[l.IndexOf(' ')..]).Distinct().Count());
        Assert.Equal(6, FakeExecutor.Executions(folder.Path).Length);
        Assert.Contains(view.Lines, l => l.StartsWith("note submitted job") && l.EndsWith("6 runs."));
    }

    [Fact]
    public async Task What_the_site_ended_is_submitted_again_and_goes_on_from_its_checkpoint()
    {
        SlurmCluster.OrSkip();
        using var folder = new TemporaryFolder();
        var (driver, plan, view) = Driver(
            folder.Path,
            Experiments.One.Replace("max_steps: 4", "max_steps: 6000"),
            "slurm.extra=--no-requeue"
        );
        var running = driver.Run(plan, default);
        await Until(() => Directory.GetFiles(folder.Path, RunFiles.Checkpoint, SearchOption.AllDirectories).Length > 0);
        SlurmCluster.Say("scontrol", "update", "nodename=localhost", "state=down", "reason=test");
        await Until(() => !SlurmCluster.Say("squeue", "--noheader", "--states=running").Contains(driver.JobName[..7]));
        await Task.Delay(1000);
        SlurmCluster.Say("scontrol", "update", "nodename=localhost", "state=resume");
        var result = await running;
        Assert.Empty(result.Failures);
        Assert.Equal(1, Assert.Single(result.Runs).Resumed);
        Assert.Contains(view.Lines, l => l.EndsWith("node_fail in Slurm; submitting it again."));
        Assert.Equal(2, FakeExecutor.Executions(folder.Path).Length);
    }

    [Fact]
    public async Task A_driver_that_goes_away_leaves_its_jobs_to_the_next_one()
    {
        SlurmCluster.OrSkip();
        using var folder = new TemporaryFolder();
        var yaml = sixCells.Replace("max_steps: 3", "max_steps: 300");
        var (first, plan, told) = Driver(folder.Path, yaml);
        using var source = new CancellationTokenSource();
        var running = first.Run(plan, source.Token);
        await Until(() => RunStore.Open(folder.Path).Runs.Count > 0);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Contains(told.Lines, l => l.Contains("go on in Slurm") && l.Contains($"scancel --name={first.JobName}"));
        var (second, rest, view) = Driver(folder.Path, yaml);
        var result = await second.Run(rest, default);
        Assert.Equal(6, result.Runs.Count);
        Assert.Equal(6, FakeExecutor.Executions(folder.Path).Length);
        Assert.DoesNotContain(view.Lines, l => l.StartsWith("note submitted"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder.Path, "slurm")));
    }

    // Needs no cluster: there is nothing to submit.
    [Fact]
    public async Task A_run_that_ended_after_the_plan_was_made_is_not_submitted_again()
    {
        using var folder = new TemporaryFolder();
        var (driver, plan, view) = Driver(folder.Path, sixCells);
        var runner = new CellRunner(RunStore.Open(folder.Path), new FakeExecutor(), TestWorker.Environment);
        foreach (var cell in plan.Waiting)
            runner.Run(cell.Config, cell.Key, new Progress<RunProgress>(), TestContext.Current.CancellationToken);
        var result = await driver.Run(plan, TestContext.Current.CancellationToken);
        Assert.Equal(6, result.Runs.Count);
        Assert.DoesNotContain(view.Lines, l => l.StartsWith("note submitted"));
        Assert.Equal(6, view.Lines.Count(l => l.StartsWith("ended")));
    }

    [Fact]
    public async Task What_the_site_refuses_is_one_line()
    {
        SlurmCluster.OrSkip();
        using var folder = new TemporaryFolder();
        var (driver, plan, _) = Driver(folder.Path, Experiments.One, "slurm.partition=nowhere");
        var error = await Assert.ThrowsAsync<UserErrorException>(() => driver.Run(plan, default));
        Assert.Equal(2, error.ExitCode);
        Assert.Matches("^sbatch refused: .*partition", error.Message);
    }
}
