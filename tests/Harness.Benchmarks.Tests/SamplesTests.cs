namespace Harness.Benchmarks.Tests;

public sealed class SamplesTests
{
    [Fact]
    public void Percentiles_lie_between_neighbours()
    {
        var samples = new Samples([4, 1, 3, 2, 5]);
        Assert.Equal((3, 1.4, 4.6), (samples.Median, Math.Round(samples.P10, 9), Math.Round(samples.P90, 9)));
        Assert.Equal(2.5, new Samples([2, 3]).Median);
        Assert.Throws<ArgumentException>(() => new Samples([]));
    }

    [Fact]
    public void Both_sides_run_by_turns()
    {
        var calls = new List<char>();
        Samples.Compare(2, () => calls.Add('m'), () => calls.Add('b'));
        Assert.Equal("mbmb", string.Concat(calls));
    }

    [Fact]
    public void Any_number_of_sides_runs_by_turns()
    {
        var calls = new List<char>();
        var times = Samples.ByTurns(2, () => calls.Add('a'), () => calls.Add('b'), () => Thread.Sleep(20));
        Assert.Equal("abab", string.Concat(calls));
        Assert.True(times[2].P10 >= 0.019 && times[0].P90 < times[2].P10);
    }

    [Theory]
    [InlineData(3.0, 2.0, 1.5, true)]
    [InlineData(3.2, 2.0, 1.6, false)]
    public void A_cost_is_median_over_baseline(double median, double baseline, double ratio, bool holds)
    {
        var row = BenchmarkRow.Cost("phm", "case", "", new Samples([median]), new Samples([baseline]), bar: 1.5);
        Assert.Equal((ratio, holds), (row.Ratio, row.Holds));
    }

    [Theory]
    [InlineData(2.0, 10.0, 5.0, true)]
    [InlineData(2.0, 9.0, 4.5, false)]
    public void A_speed_up_is_baseline_over_median(double median, double baseline, double ratio, bool holds)
    {
        var row = BenchmarkRow.SpeedUp("decode", "case", "", new Samples([median]), new Samples([baseline]), bar: 5);
        Assert.Equal((ratio, holds), (row.Ratio, row.Holds));
        Assert.NotEqual(holds, (row with { Side = BarSide.AtMost, Bar = 4.9 }).Holds);
    }
}
