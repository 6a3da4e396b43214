using Harness.Data.Sampling;

namespace Harness.Data.Tests.Sampling;

public class RandomStreamTests
{
    [Fact]
    public void SameSeedAndNamesGiveTheSameNumbersForEver()
    {
        // Frozen values: a change of the generator or of the key derivation changes every data set.
        var stream = RandomStream.Root(13).Sub("scenes").Sub(7);
        Assert.Equal("13/scenes/7", stream.Path);
        Assert.Equal("89468d11a3d942875f7ab34f1aa5b94ddbd81ac1ecb0d5a5a487c633033efb0e", stream.State.ToString());
    }

    [Fact]
    public void GeneratorIsXoshiro256StarStar()
    {
        // The published generator's first outputs from the state 1, 2, 3, 4.
        var stream = RandomStream.Root(0);
        stream.State = new RandomStreamState(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240];
        Assert.All(expected, e => Assert.Equal(e, stream.NextUInt64()));
    }

    [Fact]
    public void SubStreamDoesNotDependOnWhatWasDrawn()
    {
        var fresh = RandomStream.Root(1);
        var used = RandomStream.Root(1);
        for (var i = 0; i < 100; i++)
            used.NextUInt64();
        Assert.Equal(fresh.Sub("a").NextUInt64(), used.Sub("a").NextUInt64());
    }

    [Theory]
    [InlineData(1, "a", 1, "b")]
    [InlineData(1, "a", 2, "a")]
    public void OtherNamesAndSeedsGiveOtherNumbers(long seed, string name, long otherSeed, string otherName) =>
        Assert.NotEqual(RandomStream.Root(seed).Sub(name).NextUInt64(), RandomStream.Root(otherSeed).Sub(otherName).NextUInt64());

    [Fact]
    public void StateResumesThroughItsText()
    {
        var stream = RandomStream.Root(5);
        stream.NextUInt64();
        var text = stream.State.ToString();
        var expected = Enumerable.Range(0, 20).Select(_ => stream.NextUInt64()).ToList();
        var resumed = RandomStream.Root(99);
        resumed.State = RandomStreamState.Parse(text);
        Assert.Equal(expected, Enumerable.Range(0, 20).Select(_ => resumed.NextUInt64()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void BoundedDrawsAreUniform(int bound)
    {
        var stream = RandomStream.Root(2).Sub("uniform");
        var counts = new int[bound];
        const int each = 2000;
        for (var i = 0; i < each * bound; i++)
            counts[stream.NextInt(bound)]++;
        // Six standard deviations of a binomial count.
        Assert.All(counts, c => Assert.InRange(c, each - 6 * Math.Sqrt(each), each + 6 * Math.Sqrt(each)));
    }

    [Fact]
    public void LargeBoundsStayInRangeAndReachTheirUpperHalf()
    {
        var stream = RandomStream.Root(3);
        var draws = Enumerable.Range(0, 1000).Select(_ => stream.NextInt(int.MaxValue)).ToList();
        Assert.All(draws, d => Assert.InRange(d, 0, int.MaxValue - 1));
        Assert.InRange(draws.Count(d => d > int.MaxValue / 2), 400, 600);
    }

    [Fact]
    public void DoublesFillTheUnitInterval()
    {
        var stream = RandomStream.Root(4);
        var draws = Enumerable.Range(0, 10000).Select(_ => stream.NextDouble()).ToList();
        Assert.All(draws, d => Assert.InRange(d, 0, 1 - 1e-17));
        Assert.InRange(draws.Average(), 0.49, 0.51);
    }

    [Fact]
    public void ShuffleIsAPermutationAndReachesEveryOrder()
    {
        var stream = RandomStream.Root(6);
        var seen = new HashSet<string>();
        for (var i = 0; i < 500; i++)
        {
            int[] items = [1, 2, 3, 4];
            stream.Shuffle(items);
            Assert.Equal([1, 2, 3, 4], items.Order());
            seen.Add(string.Concat(items));
        }
        Assert.Equal(24, seen.Count);
    }

    [Fact]
    public void BadArgumentsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomStream.Root(1).NextInt(0));
        Assert.Throws<FormatException>(() => RandomStreamState.Parse("12"));
        Assert.Throws<ArgumentException>(() => RandomStream.Root(1).State = default);
    }
}
