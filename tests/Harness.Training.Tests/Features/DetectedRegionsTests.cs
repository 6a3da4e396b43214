using Harness.Backbones.Detection;
using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Training.Features;
using TorchSharp;

namespace Harness.Training.Tests.Features;

public sealed class DetectedRegionsTests
{
    [Fact]
    public void A_picture_is_looked_at_once()
    {
        Needs.Packages(KnownPackages.HumanModels);
        var cache = PackageCache.Default();
        var folder = Directory.CreateTempSubdirectory("detected-").FullName;
        using var scope = torch.NewDisposeScope();
        var picture = new Picture(40, 30, [.. Enumerable.Range(0, 3 * 40 * 30).Select(i => (byte)(i * 7 % 251))]);
        IReadOnlyList<Box> first;
        using (var regions = new DetectedRegions(folder, () => NanoDet.Open(cache)))
        {
            first = regions.Boxes(picture, 8);
            var (features, boxes, classes, scores) = regions.Of(picture);
            Assert.Equal([36L, 128], features.shape);
            Assert.Equal([36L, 4], boxes.shape);
            Assert.Equal(36, classes.shape[0]);
            var probabilities = scores.data<float>().ToArray();
            Assert.Equal(probabilities.Length, probabilities.Count(p => p is >= 0 and <= 1));
        }
        using var again = new DetectedRegions(folder, () => throw new InvalidOperationException("the detector was opened again"));
        Assert.Equal(first, again.Boxes(picture, 8));
        Assert.Equal((8, Box.Whole), (first.Count, first[0]));
        // Another picture has no file yet.
        Assert.Throws<InvalidOperationException>(() => again.Boxes(picture with { Width = 30, Height = 40 }, 8));
        Directory.Delete(folder, recursive: true);
    }
}
