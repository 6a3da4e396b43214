using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>What a frozen vision model says about pictures, a batch at a time.</summary>
public interface IPictureSource : IDisposable
{
    /// <summary>Features of these pictures [B, V, d] on the CPU, repetitions allowed.</summary>
    Tensor Of(IEnumerable<string> pictureIds);
}

/// <summary>As many features, all zero: what a model sees that may not look.</summary>
public sealed class BlindPictures(IPictureSource seen) : IPictureSource
{
    public Tensor Of(IEnumerable<string> pictureIds) => zeros_like(seen.Of(pictureIds));

    public void Dispose() => seen.Dispose();
}
