namespace Harness.Benchmarks.Tests;

public sealed class BenchmarkListTests
{
    [Fact]
    public void Names_are_those_that_the_command_line_takes() =>
        Assert.Equal(["decode", "growth", "mixphm", "optimizer", "phm", "redundancy", "routing", "step", "tiny"], BenchmarkList.All.Select(b => b.Name).Order());

    // The quickest one runs whole, in about a second.
    [Fact]
    public void A_benchmark_measures_both_sides()
    {
        var row = Assert.Single(new OptimiserStep().Run());
        Assert.True(row.Median > 0 && row.P10 <= row.Median && row.Median <= row.P90 && row.Baseline > 0 && row.Ratio > 1, row.ToString());
    }

    // 7.1 million weights a block and token in the encoder, forward and back, are nine tenths of it.
    [Fact]
    public void A_step_of_the_base_model_is_about_400_billion_operations() => Assert.InRange(BaseStep.MixPhmFlops() / 1e9, 360, 440);

    [Fact]
    public void A_slope_is_the_exponent() =>
        Assert.Equal(1.5, GrowthOfCost.Fit([1, 2, 4, 8], [.. new[] { 1.0, 2, 4, 8 }.Select(x => 3 * Math.Pow(x, 1.5))]), 9);
}
