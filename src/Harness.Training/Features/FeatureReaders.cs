using Harness.Adapters.Sites;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Regions;
using Harness.Backbones.VitModels;
using Harness.Data.Pictures;
using Harness.Data.Pictures.Preprocessing;
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

/// <summary>Crops every region of every picture and embeds it: features [N, R, F] and boxes [N, R, 4].</summary>
/// <param name="regions">Of a picture, by its id; as many for each.</param>
/// <param name="leaveOpen">The embedder is not disposed with this.</param>
public sealed class RegionReader(RegionEmbedder embedder, Func<string, IReadOnlyList<Box>> regions, bool leaveOpen = false)
    : IFeatureReader
{
    public int BatchSize => 64;

    public (Tensor Features, Tensor? Boxes) Read(IReadOnlyList<string> pictureIds, IReadOnlyList<Picture> pictures)
    {
        embedder.eval();
        var crops = new List<float[]>();
        var corners = new List<float>();
        foreach (var (id, picture) in pictureIds.Zip(pictures))
        foreach (var box in regions(id))
        {
            crops.Add(Crops.Extract(picture, box, embedder.Config.CropSize));
            corners.AddRange([box.X1, box.Y1, box.X2, box.Y2]);
        }
        var count = crops.Count / pictures.Count;
        var input = tensor(crops.SelectMany(c => c).ToArray())
            .view(crops.Count, 3, embedder.Config.CropSize, embedder.Config.CropSize);
        return (embedder.call(input).view(pictures.Count, count, -1), tensor(corners.ToArray()).view(pictures.Count, count, 4));
    }

    public void Dispose()
    {
        if (!leaveOpen)
            embedder.Dispose();
    }
}

/// <summary>A vision transformer in evaluation mode: pooled vectors [N, 1, d], or all states [N, V, d].</summary>
public sealed class VitReader : IFeatureReader
{
    private readonly Vit model;
    private readonly bool pooled;
    private readonly PicturePreprocessor preprocessor;

    /// <param name="model">Disposed with this.</param>
    /// <param name="preprocessor">Null: ViT's own values at the model's size.</param>
    public VitReader(Vit model, bool pooled, PicturePreprocessor? preprocessor = null)
    {
        (this.model, this.pooled) = (model, pooled);
        model.eval();
        this.preprocessor =
            preprocessor ?? PicturePreprocessor.Vit with { Size = ((int)model.Config.ImageSize, (int)model.Config.ImageSize) };
    }

    public (Tensor Features, Tensor? Boxes) Read(IReadOnlyList<string> pictureIds, IReadOnlyList<Picture> pictures)
    {
        using var context = PassContext.Inference();
        var states = model.Forward(preprocessor.Batch(pictures).to(model.parameters().First().device), context);
        return (states.Feature(pooled).cpu(), null);
    }

    public void Dispose() => model.Dispose();
}

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

/// <summary>Pictures as a model's input.</summary>
public static class PictureBatch
{
    /// <summary>N pictures, which the preprocessor gives one size: [N, 3, H, W].</summary>
    public static Tensor Batch(this PicturePreprocessor preprocessor, IReadOnlyList<Picture> pictures)
    {
        var (first, height, width) = preprocessor.Apply(pictures[0]);
        var values = new float[pictures.Count * first.Length];
        first.CopyTo(values, 0);
        for (var i = 1; i < pictures.Count; i++)
            preprocessor.Apply(pictures[i]).Values.CopyTo(values, i * first.Length);
        return tensor(values).view(pictures.Count, 3, height, width);
    }
}
