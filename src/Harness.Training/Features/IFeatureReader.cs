using Harness.Data;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>A frozen vision model in evaluation mode, ready to describe pictures.</summary>
public interface IFeatureReader : IDisposable
{
    /// <summary>Pictures that are read at a time.</summary>
    int BatchSize => 100;

    /// <summary>N pictures → features [N, V, F] on the CPU; boxes [N, V, 4] where they describe regions.</summary>
    (Tensor Features, Tensor? Boxes) Read(IReadOnlyList<string> pictureIds, IReadOnlyList<Picture> pictures);
}
