using Harness.Backbones.Detection;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Data.Scenes;
using TorchSharp;

namespace Harness.Backbones.Tests.Detection;

/// <summary>The real weights on real pictures of which we know what they show and where. Two downloads, kept in the package cache.</summary>
public sealed class NanoDetTests(ITestOutputHelper output)
{
    private static readonly string[] Named = ["elephant", "giraffe", "zebra", "banana", "airplane", "apple", "orange"];

    [Fact]
    public void It_finds_and_names_stamps()
    {
        Needs.Packages(KnownPackages.HumanModels, KnownPackages.TuxPaintStamps);
        using var detector = NanoDet.Open(PackageCache.Default());
        var stamps = SpriteSources.Open(SpriteSource.Stamps);
        var found = Named
            .Select(name =>
            {
                var (picture, truth) = OnPaper(stamps.CutoutOf(stamps.Named(name)[stamps.Named(name).Count / 2]));
                var best = detector.Detect(picture)[0];
                output.WriteLine($"{name}: {best.Name} {best.Score:0.00}, overlap {best.Box.Overlap(truth):0.00}");
                return (Right: best.Name == name, Overlap: best.Box.Overlap(truth));
            })
            .ToList();
        Assert.All(found, f => Assert.True(f.Overlap > 0.85));
        Assert.All(found, f => Assert.True(f.Right));
    }

    [Fact]
    public void Any_picture_has_36_regions_with_features()
    {
        Needs.Packages(KnownPackages.HumanModels);
        using var detector = NanoDet.Open(PackageCache.Default());
        var regions = detector.Detect(new Picture(30, 50, new byte[3 * 30 * 50]));
        Assert.Equal(36, regions.Count);
        Assert.All(regions, r => Assert.Equal(128, r.Feature.Length));
        Assert.All(
            regions,
            r => Assert.True(r.Box is { X1: >= 0, Y1: >= 0, X2: <= 1, Y2: <= 1 } && r.Box.Width > 0 && r.Box.Height > 0)
        );
        Assert.Equal(36, regions.Select(r => r.Box).Distinct().Count());
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        detector.Detect(new Picture(3, 2, new byte[18]), 5);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    /// <summary>A cut-out in the middle of a light sheet, with its box.</summary>
    private static (Picture, Box) OnPaper(Cutout cutout)
    {
        var side = (int)(1.4 * Math.Max(cutout.Width, cutout.Height));
        var rgba = new byte[4 * side * side];
        var (left, top) = ((side - cutout.Width) / 2, (side - cutout.Height) / 2);
        for (var y = 0; y < cutout.Height; y++)
            cutout.Rgba.AsSpan(4 * y * cutout.Width, 4 * cutout.Width).CopyTo(rgba.AsSpan(4 * ((top + y) * side + left)));
        var box = new Box(
            (float)left / side,
            (float)top / side,
            (float)(left + cutout.Width) / side,
            (float)(top + cutout.Height) / side
        );
        return (new Cutout(side, side, rgba).On(new Rgb(230, 230, 230)), box);
    }
}
