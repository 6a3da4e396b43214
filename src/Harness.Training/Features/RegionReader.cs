using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Features;

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
