namespace Harness.Benchmarks.Tests;

public sealed class BenchmarkListTests
{
    [Fact]
    public void Names_are_those_that_the_command_line_takes() =>
        Assert.Equal(
            [
                "attached",
                "decode",
                "gpu",
                "growth",
                "mixphm",
                "optimizer",
                "peer",
                "phm",
                "redundancy",
                "routing",
                "step",
                "tiny",
            ],
            BenchmarkList.All.Select(b => b.Name).Order()
        );

    // The quickest one runs whole, in about a second.
    [Fact]
    public void A_benchmark_measures_both_sides()
    {
        var row = Assert.Single(new OptimiserStep().Run());
        Assert.True(
            row.Median > 0 && row.P10 <= row.Median && row.Median <= row.P90 && row.Baseline > 0 && row.Ratio > 0,
            row.ToString()
        );
    }

    // 7.1 million weights a block and token in the encoder, forward and back, are nine tenths of it.
    [Fact]
    public void A_step_of_the_base_model_is_about_400_billion_operations() =>
        Assert.InRange(BaseStep.Shape.Flops(BaseStep.MixPhm) / 1e9, 360, 440);

    // A pass multiplies 2 rows with 2 matrices of 3·4; forward reads x and z and writes z and y.
    [Fact]
    public void Work_of_a_pair_of_layers_is_counted_by_hand()
    {
        Assert.Equal(
            new Work(2 * 2 * 2 * 3 * 4, 4 * (2 * (2 * 4 + 2 * 3) + 2 * 3 * 4)),
            Work.OfPair(rows: 2, width: 4, bottleneck: 3, training: false)
        );
        Assert.Equal(
            new Work(3 * 2 * 2 * 2 * 3 * 4, 4 * (2 * (5 * 4 + 4 * 3) + 3 * 2 * 3 * 4)),
            Work.OfPair(rows: 2, width: 4, bottleneck: 3, training: true)
        );
    }

    [Fact]
    public void The_slower_of_products_and_transfers_is_the_limit()
    {
        Assert.Equal(2, new Work(200, 10).AtLeast(100, 10));
        Assert.Equal(3, new Work(200, 30).AtLeast(100, 10));
    }

    [Fact]
    public void A_slope_is_the_exponent() =>
        Assert.Equal(1.5, GrowthOfCost.Fit([1, 2, 4, 8], [.. new[] { 1.0, 2, 4, 8 }.Select(x => 3 * Math.Pow(x, 1.5))]), 9);
}
