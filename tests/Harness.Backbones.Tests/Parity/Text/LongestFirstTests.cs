using Harness.Parity.Text;

namespace Harness.Backbones.Tests.Parity.Text;

public sealed class LongestFirstTests
{
    [Theory]
    [InlineData(3, 4, 7, 3, 4)]
    [InlineData(2, 9, 8, 2, 6)]
    [InlineData(9, 2, 8, 6, 2)]
    [InlineData(9, 8, 11, 6, 5)]
    [InlineData(8, 9, 11, 5, 6)]
    [InlineData(8, 8, 11, 5, 6)]
    [InlineData(8, 8, 0, 0, 0)]
    [InlineData(0, 5, 3, 0, 3)]
    public void The_longer_text_gives_way(int first, int second, int budget, int a, int b) =>
        Assert.Equal((a, b), LongestFirst.Lengths(first, second, budget));
}
