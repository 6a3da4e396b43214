using Harness.Runs.Store;
using Harness.Runs.Sweeps;
using Harness.Runs.Tests.Fakes;

namespace Harness.Runs.Tests.Sweeps;

/// <summary>With real worker processes.</summary>
public class SweepDriverTests
{
    private static async Task<(SweepResult result, List<string> told)> Sweep(
        string root,
        string yaml,
        int workers = 2,
        bool failFast = false
    )
    {
        var (store, view) = (RunStore.Open(root), new RecordingView());
        var plan = SweepPlan.Of(Experiments.Cells(yaml), store, new FakeExecutor(), "fake");
        return (await new SweepDriver(store, TestWorker.Options(root, workers, failFast), view).Run(plan, default), view.Lines);
    }

    [Fact]
    public async Task Every_cell_is_carried_out_once_and_reused_afterwards()
    {
        using var folder = new TemporaryFolder();
        var (first, _) = await Sweep(folder.Path, Experiments.Grid);
        Assert.Equal(12, first.Runs.Count);
        Assert.Empty(first.Failures);
        Assert.Equal(12, FakeExecutor.Executions(folder.Path).Distinct().Count());
        var (second, told) = await Sweep(folder.Path, Experiments.Grid);
        Assert.Equal(12, second.Runs.Count);
        Assert.Equal(["planned 12 reused 0 waiting 0 workers"], told);
        Assert.Equal(12, FakeExecutor.Executions(folder.Path).Length);
    }

    [Fact]
    public async Task A_failure_is_told_at_once_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        var yaml = Experiments.Grid.Replace("[13, 21]", $"[13, {FakeExecutor.WrongSeed}]");
        var (result, told) = await Sweep(folder.Path, yaml);
        Assert.Equal(6, result.Runs.Count);
        Assert.Equal(6, result.Failures.Count);
        Assert.All(
            result.Failures,
            f => Assert.Equal((2, "this seed is wrong; use another."), (f.Outcome.ExitCode, f.Outcome.Message))
        );
        Assert.Contains(told, l => l.StartsWith("ended") && l.Contains("Failed this seed is wrong"));
    }

    [Fact]
    public async Task Fail_fast_stops_after_the_first_failure()
    {
        using var folder = new TemporaryFolder();
        var (result, _) = await Sweep(
            folder.Path,
            Experiments.Grid.Replace("[13, 21]", $"[{FakeExecutor.WrongSeed}]"),
            workers: 1,
            failFast: true
        );
        Assert.Single(result.Failures);
        Assert.Single(FakeExecutor.Executions(folder.Path));
    }

    [Fact]
    public async Task A_worker_that_dies_is_replaced_and_its_cell_tried_again()
    {
        using var folder = new TemporaryFolder();
        var (result, told) = await Sweep(
            folder.Path,
            Experiments.Grid.Replace("[13, 21]", $"[{FakeExecutor.DeadlySeed}]"),
            workers: 1
        );
        Assert.Equal(6, result.Runs.Count);
        Assert.Empty(result.Failures);
        Assert.Contains(told, l => l.StartsWith("note") && l.Contains("code 7"));
        Assert.Equal(7, FakeExecutor.Executions(folder.Path).Length);
    }

    [Fact]
    public async Task Two_drivers_share_one_folder_and_carry_out_no_cell_twice()
    {
        using var folder = new TemporaryFolder();
        var yaml = Experiments.Grid.Replace("max_steps: 3", "max_steps: 60");
        var both = await Task.WhenAll(Sweep(folder.Path, yaml), Sweep(folder.Path, yaml));
        Assert.All(both, b => Assert.Equal(12, b.result.Runs.Count));
        Assert.Equal(12, FakeExecutor.Executions(folder.Path).Length);
        Assert.Equal(12, FakeExecutor.Executions(folder.Path).Distinct().Count());
    }

    [Fact]
    public void Longest_cells_come_first_and_past_runs_say_how_long()
    {
        var guess = new CostEstimate([]);
        var cells = Experiments.Cells(Experiments.Grid).Select(c => c.Config).ToList();
        Assert.Equal(0, CostEstimate.Steps(cells.First(c => c.Method.Name == "majority")));
        Assert.True(
            guess.Seconds(cells.First(c => c.Method.Name == "lora")) > guess.Seconds(cells.First(c => c.Method.Name == "full"))
        );
        using var folder = new TemporaryFolder();
        var plan = SweepPlan.Of(Experiments.Cells(Experiments.Grid), RunStore.Open(folder.Path), new FakeExecutor(), "fake");
        Assert.Equal(
            plan.Waiting.Select(c => c.EstimatedSeconds).OrderDescending(),
            plan.Waiting.Select(c => c.EstimatedSeconds)
        );
        Assert.Equal(plan.Waiting.Sum(c => c.EstimatedSeconds) / 2, plan.Expected(2).TotalSeconds, 6);
    }
}
