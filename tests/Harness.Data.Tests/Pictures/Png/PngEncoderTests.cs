namespace Harness.Data.Tests.Pictures.Png;

public class PngEncoderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(64, 33)]
    public void WhatIsWrittenReadsBack(int width, int height)
    {
        var random = RandomStream.Root(width);
        var rgba = Enumerable.Range(0, 4 * width * height).Select(_ => (byte)random.NextInt(256)).ToArray();
        Assert.Equal(rgba, PngDecoder.Decode(PngEncoder.Encode(new Cutout(width, height, rgba))).Rgba);
        var rgb = rgba[..(3 * width * height)];
        var back = PngDecoder.Decode(PngEncoder.Encode(new Picture(width, height, rgb)));
        Assert.Equal(rgb, back.Rgba.Where((_, i) => i % 4 != 3));
        Assert.All(back.Rgba.Where((_, i) => i % 4 == 3), a => Assert.Equal(255, a));
    }

    [Fact]
    public void SmoothPicturesShrink()
    {
        var rgb = Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i / 3 % 64 + i / 192)).ToArray();
        Assert.InRange(PngEncoder.Encode(new Picture(64, 64, rgb)).Length, 60, rgb.Length / 20);
    }

    [Fact]
    public void WrongSizeIsRefused() => Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new Picture(2, 2, new byte[11])));
}
