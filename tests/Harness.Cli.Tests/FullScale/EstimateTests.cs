using Harness.Runs;

namespace Harness.Cli.Tests.FullScale;

public class EstimateTests
{
    [Theory]
    [InlineData("mixphm")]
    [InlineData("routing")]
    public void The_heads_of_the_experiments_say_what_the_estimates_say(string paper)
    {
        var executor = Executors.Create(new ExecutionSettings("cpu", WeightsFolder: "/nowhere", DataFolder: "/nowhere"));
        foreach (var file in Papers.Experiments(paper, "full"))
        {
            var cells = file.Cells([]);
            var hours = cells.Sum(c => Accelerator.Assumed.Hours(executor.Cost(c.Config)!));
            Assert.Contains(
                file.Header,
                line =>
                    line.StartsWith(
                        FormattableString.Invariant($"Cost:     {cells.Count} runs, about {hours:0} GPU hours, an estimate")
                    )
            );
        }
    }
}
