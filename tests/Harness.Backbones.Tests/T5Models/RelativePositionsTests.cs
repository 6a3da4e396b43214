using Harness.Backbones.T5Models;
using TorchSharp;

namespace Harness.Backbones.Tests.T5Models;

public sealed class RelativePositionsTests
{
    // Worked by hand for 32 buckets and distance 128: eight exact distances, then 8 + 8·log(d/8)/log(16).
    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(-7, 7)]
    [InlineData(-8, 8)]
    [InlineData(-16, 10)]
    [InlineData(-32, 12)]
    [InlineData(-127, 15)]
    [InlineData(-5000, 15)]
    [InlineData(1, 17)]
    [InlineData(16, 26)]
    public void Both_directions(long relative, long bucket) =>
        Assert.Equal(bucket, RelativePositions.Bucket(relative, true, 32, 128));

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    [InlineData(-15, 15)]
    [InlineData(-16, 16)]
    [InlineData(-128, 31)]
    public void Past_only(long relative, long bucket) => Assert.Equal(bucket, RelativePositions.Bucket(relative, false, 32, 128));

    [Fact]
    public void A_later_query_sees_the_rows_that_it_has_in_the_whole()
    {
        using var scope = torch.NewDisposeScope();
        var positions = new RelativePositions(Samples.Normal(1, 8, 4), bidirectional: false, maxDistance: 20);
        var whole = positions.Forward(40, 40);
        Assert.Equal([1, 4, 40, 40], whole.shape);
        Assert.Equal(0, Samples.MaxAbs(whole.narrow(2, 37, 1), positions.Forward(1, 40, 37)));
    }
}
