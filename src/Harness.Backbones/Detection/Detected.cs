using Harness.Data;

namespace Harness.Backbones.Detection;

/// <summary>A region of a picture as the detector sees it.</summary>
/// <param name="Box">Fractions of the picture.</param>
/// <param name="Class">Index into <see cref="CocoNames.All"/> of the most probable class.</param>
/// <param name="Score">Its probability, 0 to 1.</param>
/// <param name="Feature">[128]: what the detector's last convolution reads at the cell that found the region.</param>
public sealed record Detected(Box Box, int Class, float Score, float[] Feature)
{
    public string Name => CocoNames.All[Class];
}
