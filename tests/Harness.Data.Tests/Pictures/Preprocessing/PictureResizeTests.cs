using Harness.Data.Pictures;
using Harness.Data.Pictures.Preprocessing;

namespace Harness.Data.Tests.Pictures.Preprocessing;

public class PictureResizeTests
{
    [Theory]
    [InlineData(PictureFilter.Bilinear, new byte[] { 0, 255 }, new byte[] { 128 })]
    [InlineData(PictureFilter.Bilinear, new byte[] { 0, 200 }, new byte[] { 0, 50, 150, 200 })]
    // At ¾ the cubic weighs 0.8671875 and 0.2265625, divided by their sum; at ¼, 0.8671875 and −0.0703125: it overshoots.
    [InlineData(PictureFilter.Bicubic, new byte[] { 0, 200 }, new byte[] { 0, 41, 159, 218 })]
    // Three to one: the triangle is three times as wide and weighs 2/3, 1, 2/3, that is 2/7, 3/7, 2/7.
    [InlineData(PictureFilter.Bilinear, new byte[] { 10, 20, 90 }, new byte[] { 37 })]
    public void Numbers_that_can_be_worked_out_by_hand(PictureFilter filter, byte[] from, byte[] expected)
    {
        byte[] Grey(byte[] row) => [.. row.SelectMany(v => new[] { v, v, v })];
        Assert.Equal(
            Grey(expected),
            PictureResize.Resize(new Picture(from.Length, 1, Grey(from)), expected.Length, 1, filter).Rgb
        );
        Assert.Equal(
            Grey(expected),
            PictureResize.Resize(new Picture(1, from.Length, Grey(from)), 1, expected.Length, filter).Rgb
        );
    }

    [Theory]
    [InlineData(9, 7)]
    [InlineData(80, 61)]
    [InlineData(37, 11)]
    [InlineData(16, 26)]
    public void Every_value_equals_Pillows(int width, int height)
    {
        var picture = PictureFile.Read(PictureFileTests.Golden("colour.png"));
        foreach (var filter in Enum.GetValues<PictureFilter>())
        {
            var golden = PictureFile.Read(
                PictureFileTests.Golden($"{filter.ToString().ToLowerInvariant()}-{width}x{height}.png")
            );
            Assert.Equal(golden.Rgb, PictureResize.Resize(picture, width, height, filter).Rgb);
        }
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var picture = PictureFile.Read(PictureFileTests.Golden("colour.png"));
        Assert.Same(picture, PictureResize.Resize(picture, 37, 26, PictureFilter.Bicubic));
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureResize.Resize(picture, 0, 3, PictureFilter.Bicubic));
    }
}
