using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data.Tests.Pictures;

public class CropsTests
{
    private static Picture Ramp(int side) =>
        new(
            side,
            side,
            [.. Enumerable.Range(0, side * side).SelectMany(i => new[] { (byte)(i % side), (byte)(i / side), (byte)200 })]
        );

    [Fact]
    public void SameSizeIsACopyInPlanes()
    {
        var crop = Crops.Extract(Ramp(8), Box.Whole, 8);
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(i % 8 / 255f, crop[i], 5);
            Assert.Equal(i / 8 / 255f, crop[64 + i], 5);
            Assert.Equal(200 / 255f, crop[128 + i], 5);
        }
    }

    [Fact]
    public void ShrinkingAveragesExactly()
    {
        // Eight columns 0 … 7 into two: means 1.5 and 5.5; into three, with fractions: (0+1+2·⅔)/(8/3) and so on.
        var two = Crops.Extract(Ramp(8), Box.Whole, 2);
        Assert.Equal(1.5 / 255, two[0], 5);
        Assert.Equal(5.5 / 255, two[1], 5);
        var three = Crops.Extract(Ramp(8), Box.Whole, 3);
        Assert.Equal((0 + 1 + 2 * 2 / 3.0) / (8 / 3.0) / 255, three[0], 5);
        Assert.Equal(3.5 / 255, three[1], 5);
    }

    [Fact]
    public void EnlargingInterpolatesBetweenCentres()
    {
        // Columns 2 and 3 of the ramp stretched to four: centres at 2.25, 2.75, 3.25, 3.75 of the pixel edges.
        var crop = Crops.Extract(Ramp(8), new Box(2 / 8f, 2 / 8f, 4 / 8f, 4 / 8f), 4);
        double[] expected = [1.75, 2.25, 2.75, 3.25];
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i] / 255, crop[i], 5);
    }

    [Fact]
    public void BeyondTheEdgeItsPixelsRepeat()
    {
        var crop = Crops.Extract(Ramp(8), new Box(-1, 0, 0, 1), 4);
        Assert.All(crop[..16], v => Assert.Equal(0, v));
        var right = Crops.Extract(Ramp(8), new Box(0.5f, 0, 1.5f, 1), 2);
        Assert.Equal(5.5 / 255, right[0], 5);
        Assert.Equal(7.0 / 255, right[1], 5);
    }

    [Fact]
    public void ValuesStayInTheUnitIntervalAndMeansArePreserved()
    {
        var random = RandomStream.Root(3);
        var picture = new Picture(40, 30, [.. Enumerable.Range(0, 3600).Select(_ => (byte)random.NextInt(256))]);
        for (var i = 0; i < 50; i++)
        {
            var (x, y) = ((float)random.NextDouble(), (float)random.NextDouble());
            var box = new Box(x - 0.3f, y - 0.3f, x + 0.01f + (float)random.NextDouble(), y + 0.01f + (float)random.NextDouble());
            Assert.All(Crops.Extract(picture, box, 5), v => Assert.InRange(v, 0, 1.00001f));
        }
        var mean = picture.Rgb.Where((_, i) => i % 3 == 0).Average(b => b / 255.0);
        Assert.Equal(mean, Crops.Extract(picture, Box.Whole, 7)[..49].Average(), 4);
    }

    [Fact]
    public void EmptyBoxesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Crops.Extract(Ramp(4), new Box(0.5f, 0, 0.5f, 1)));
        Assert.Throws<ArgumentException>(() => Crops.Extract(Ramp(4), new Box(float.NaN, 0, 0.5f, 1)));
    }
}
