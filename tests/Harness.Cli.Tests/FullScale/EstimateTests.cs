using Harness.Runs.Execution;

namespace Harness.Cli.Tests.FullScale;

public class EstimateTests
{
    [Theory]
    [InlineData("mixphm")]
    [InlineData("routing")]
    public void Comments_above_the_experiments_say_what_the_estimates_say(string paper)
    {
        var executor = Executors.Create(new ExecutionSettings("cpu", WeightsFolder: "/nowhere", DataFolder: "/nowhere"));
        foreach (var file in Papers.Experiments(paper, "full"))
        foreach (var runs in file.Cells([]).GroupBy(c => c.Config.Experiment))
        {
            var hours = runs.Sum(c => Accelerator.Assumed.Hours(executor.Cost(c.Config)!));
            Assert.Contains(
                ExperimentComments.Of(file.Path, runs.Key),
                line =>
                    line.StartsWith(
                        FormattableString.Invariant($"Cost:     {runs.Count()} runs, about {hours:0} GPU hours, an estimate")
                    )
            );
        }
    }
}
