using Harness.Training.Optimisers;

namespace Harness.Training.Tests.Optimisers;

public class WarmupLinearTests
{
    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, 0.25)]
    [InlineData(4, 1.0)]
    [InlineData(12, 0.5)]
    [InlineData(20, 0.0)]
    public void Rises_to_the_peak_and_falls_to_zero(long step, double factor) =>
        Assert.Equal(factor, new WarmupLinear(4, 20).Factor(step), 12);

    [Fact]
    public void Without_warm_up_it_starts_at_the_peak() => Assert.Equal(1, new WarmupLinear(0, 10).Factor(0));
}
