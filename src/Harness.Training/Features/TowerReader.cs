using Harness.Backbones;
using Harness.Data;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>The small vision tower: pictures stretched to 128×128, with CLIP's statistics → cells [N, 16, f].</summary>
public sealed class TowerReader(ClipResNet tower) : IFeatureReader
{
    /// <summary>Cells along a side of the grid.</summary>
    public const int Side = 4;

    /// <summary>What the tower reads; also in pre-training.</summary>
    public static PicturePreprocessor Preprocessor { get; } =
        PicturePreprocessor.ClipGrid with
        {
            Size = ((int)ClipResNetConfig.Small.ImageSize, (int)ClipResNetConfig.Small.ImageSize),
        };

    public (Tensor Features, Tensor? Boxes) Read(IReadOnlyList<string> pictureIds, IReadOnlyList<Picture> pictures) =>
        (ClipResNet.Cells(tower.Grid(Preprocessor.Batch(pictures).to(tower.parameters().First().device)), Side).cpu(), null);

    public void Dispose() => tower.Dispose();
}
