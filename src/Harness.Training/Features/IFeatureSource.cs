using Harness.Data.Files;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>What a frozen vision model says about pictures, a batch at a time.</summary>
public interface IFeatureSource : IDisposable
{
    /// <summary>
    /// Features [B, V, F] of these pictures on the CPU, repetitions allowed; where they describe regions, also boxes [B, V, 4] as fractions
    /// x1, y1, x2, y2.
    /// </summary>
    /// <exception cref="BadFileException">A picture is missing, or has another number of features than the others.</exception>
    (Tensor Features, Tensor? Boxes) Of(IReadOnlyList<string> pictureIds);

    /// <summary>Checks before hours of work that these pictures are there, and described by as many numbers as a model reads.</summary>
    /// <param name="width">F.</param>
    /// <exception cref="UserErrorException">Pictures are missing, or F is another; exit code 3.</exception>
    void Check(IEnumerable<string> pictureIds, long width);
}

/// <summary>The same features, all zero: what a model sees that may not look (the question-only baseline).</summary>
public sealed class BlindFeatures(IFeatureSource seen) : IFeatureSource
{
    public (Tensor Features, Tensor? Boxes) Of(IReadOnlyList<string> pictureIds)
    {
        var (features, boxes) = seen.Of(pictureIds);
        return (zeros_like(features), boxes is null ? null : zeros_like(boxes));
    }

    public void Check(IEnumerable<string> pictureIds, long width) => seen.Check(pictureIds, width);

    public void Dispose() => seen.Dispose();
}
