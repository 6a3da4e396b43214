using Harness.FullScale.Rehearsing;
using Harness.Runs.Execution;
using Harness.Runs.Store;

namespace Harness.Cli.Tests.FullScale;

public class RehearsalTests
{
    [Theory]
    [InlineData("mixphm")]
    [InlineData("routing")]
    public void Every_experiment_is_rehearsed_with_each_of_its_methods(string paper)
    {
        var experiments = Papers.Experiments(paper, "full");
        var cells = Rehearsal.Cells(experiments, onGpu: false);
        Assert.Equal(
            experiments
                .SelectMany(f => f.Cells([]))
                .Select(c => (c.Config.Experiment, c.Config.Backbone.Name, Method: c.Config.Method.Name))
                .Distinct()
                .Order(),
            cells.Select(c => (c.Config.Experiment, c.Config.Backbone.Name, Method: c.Config.Method.Name)).Order()
        );
        Assert.All(cells, c => Assert.Equal((2, 4), (c.Config.Train.MaxSteps, c.Config.Train.BatchSize)));
        // A GPU takes the papers' own batches.
        Assert.All(Rehearsal.Cells(experiments, onGpu: true), c => Assert.True(c.Config.Train.BatchSize >= 16));
    }

    [Fact]
    public void A_rehearsed_run_is_interrupted_resumed_and_measured()
    {
        using var folder = new TemporaryFolder();
        TinyFiles.Data(folder["data"], pool: 8).MixPhm();
        TinyFiles.Weights(folder["weights"]);
        var settings = new ExecutionSettings("cpu", 1, folder["data"], folder["weights"], CheckpointSeconds: 0);
        var cell = Rehearsal.Cells(Papers.Experiments("mixphm", "full"), onGpu: false).First(c => c.Config.Method.Name == "lora");
        var run = Rehearsal.Run(
            cell,
            RunStore.Open(folder["results"]),
            Executors.Create(settings),
            Flavour.Name,
            () => TorchEnvironment.Collect(settings, "test"),
            default
        );
        Assert.Equal(("vl-t5-base", "lora", 4, 1), (run.Backbone, run.Method, run.Batch, run.Resumed));
        Assert.All(
            [run.LoadSeconds, run.StepSeconds, run.AnswerSeconds, run.PeakGigabytes, run.StepTeraFlop],
            n => Assert.True(n > 0, $"{run}")
        );
        var rate = Assert.Single(MeasuredRates.Of([run], "a processor"));
        Assert.Equal(run.StepTeraFlop / run.StepSeconds, rate.TeraFlops, 12);
        // The last rehearsal of a backbone on a device counts; another device's stays.
        MeasuredRates.Keep(folder["cache"], [rate, rate with { Device = "another" }]);
        MeasuredRates.Keep(folder["cache"], [rate with { TeraFlops = 2 }]);
        Assert.Equal(
            [("a processor", 2.0), ("another", rate.TeraFlops)],
            MeasuredRates.Read(folder["cache"]).Select(r => (r.Device, r.TeraFlops)).Order()
        );
        Assert.Equal(1.0, new MeasuredRate("", "", 1, 1).Hours(new RunCost(1.8e15, 1.8e15, 0)), 12);
    }
}
