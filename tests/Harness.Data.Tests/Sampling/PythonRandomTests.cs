using Harness.Data.Sampling;

namespace Harness.Data.Tests.Sampling;

public class PythonRandomTests
{
    [Theory]
    [InlineData(13, "19 6 15 16 0 18 17 14 1 12 2 11 10 3 13 4 7 5 9 8")]
    [InlineData(42, "19 5 14 4 9 13 15 18 6 12 17 10 1 11 2 16 7 8 0 3")]
    [InlineData(100, "7 15 19 0 2 3 13 9 10 17 1 8 6 16 11 12 5 18 14 4")]
    public void ShufflesTwentyLikeCPython(int seed, string expected)
    {
        var items = Enumerable.Range(0, 20).ToArray();
        new PythonRandom(seed).Shuffle(items);
        Assert.Equal(expected, string.Join(' ', items));
    }

    [Fact]
    public void DrawsTheFirstExamplesOfALargePoolLikeCPython()
    {
        var pool = Enumerable.Range(0, 443757).ToArray();
        new PythonRandom(13).Shuffle(pool);
        Assert.Equal([266537, 413816, 261228, 439421, 322897], pool[..5]);
    }
}
