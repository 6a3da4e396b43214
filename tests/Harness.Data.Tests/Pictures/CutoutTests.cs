using Harness.Data.Pictures;

namespace Harness.Data.Tests.Pictures;

public class CutoutTests
{
    [Fact]
    public void TrimsToWhatCanBeSeen()
    {
        var rgba = new byte[4 * 5 * 4];
        foreach (var (x, y) in new[] { (1, 1), (3, 2) })
            rgba[4 * (y * 5 + x) + 3] = 255;
        rgba[3] = 5; // fainter than the threshold
        var part = new Cutout(5, 4, rgba).Trim()!;
        Assert.Equal((3, 2), (part.Width, part.Height));
        Assert.Equal(255, part.Rgba[3]);
        Assert.Null(new Cutout(2, 2, new byte[16]).Trim());
    }

    [Fact]
    public void ClearPixelsLendNoColour()
    {
        // A red pixel beside a clear green one: the mean is red, half as opaque.
        var mixed = new Cutout(2, 1, [200, 0, 0, 255, 0, 255, 0, 0]).Resize(1, 1);
        Assert.Equal([200, 0, 0, 128], mixed.Rgba);
    }

    [Fact]
    public void MirroringSwapsColumns()
    {
        var cutout = new Cutout(2, 1, [1, 2, 3, 255, 4, 5, 6, 255]);
        Assert.Equal([4, 5, 6, 255, 1, 2, 3, 255], cutout.Resize(2, 1, mirrored: true).Rgba);
        Assert.Equal(cutout.Rgba, cutout.Resize(2, 1).Rgba);
    }

    [Fact]
    public void ShrinkingKeepsTheShape()
    {
        var small = new Cutout(400, 100, new byte[160000]).ShrinkTo(96);
        Assert.Equal((96, 24), (small.Width, small.Height));
        Assert.Equal(1, new Cutout(500, 1, new byte[2000]).ShrinkTo(96).Height);
    }
}
