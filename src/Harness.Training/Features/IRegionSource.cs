using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>The regions of pictures, a batch at a time.</summary>
public interface IRegionSource : IDisposable
{
    /// <summary>Features [B, R, F] and boxes [B, R, 4] as fractions x1, y1, x2, y2.</summary>
    /// <exception cref="BadFileException">A picture is not there, or has another number of regions than the others.</exception>
    (Tensor Features, Tensor Boxes) Of(IReadOnlyList<string> pictureIds);

    /// <summary>Looks before hours of work whether these pictures are there, and described by as many numbers as a model reads.</summary>
    /// <param name="width">F.</param>
    /// <exception cref="UserErrorException">Pictures are missing, or F is another; exit code 3.</exception>
    void Check(IEnumerable<string> pictureIds, long width);
}

/// <summary>The same regions, all zero: what a model sees that may not look (the question-only baseline).</summary>
public sealed class BlindRegions(IRegionSource seen) : IRegionSource
{
    public (Tensor Features, Tensor Boxes) Of(IReadOnlyList<string> pictureIds)
    {
        var (features, boxes) = seen.Of(pictureIds);
        return (zeros_like(features), zeros_like(boxes));
    }

    public void Check(IEnumerable<string> pictureIds, long width) => seen.Check(pictureIds, width);

    public void Dispose() => seen.Dispose();
}
