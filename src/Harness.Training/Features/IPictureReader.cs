using Harness.Data;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>A frozen vision model, ready to read pictures.</summary>
public interface IPictureReader : IDisposable
{
    /// <summary>N pictures → [N, V, d], on the CPU.</summary>
    Tensor Read(IReadOnlyList<Picture> pictures);
}
