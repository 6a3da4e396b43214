using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// Features [P, R, F] and boxes [P, R, 4] of the regions of P pictures, computed once by a frozen embedder and kept in a
/// file named by what decides them.
/// </summary>
public sealed class RegionFeatures : IRegionSource
{
    private const int PicturesAtATime = 64;

    private static readonly string[] columns = ["features", "boxes"];

    private readonly PictureTable table;

    private RegionFeatures(PictureTable table) => this.table = table;

    public Tensor Features => table[columns[0]];

    public Tensor Boxes => table[columns[1]];

    public (Tensor Features, Tensor Boxes) Of(IReadOnlyList<string> pictureIds) =>
        (table.Of(columns[0], pictureIds), table.Of(columns[1], pictureIds));

    public void Check(IEnumerable<string> pictureIds, long width)
    {
        if (Features.shape[2] != width)
            throw new UserErrorException(
                $"the region embedder describes a region by {Features.shape[2]} numbers, and the backbone reads {width}; they must come from one folder.",
                UserErrorException.Missing
            );
    }

    /// <summary>Loads the features from <paramref name="file"/> when it holds these pictures, else computes and saves them.</summary>
    /// <param name="compute">Calls <see cref="Compute"/>.</param>
    public static RegionFeatures LoadOrCompute(string file, IReadOnlyList<string> pictureIds, Func<RegionFeatures> compute) =>
        new(PictureTable.LoadOrCompute(file, pictureIds, columns, () => compute().table));

    /// <summary>Crops every region of every picture and embeds it (evaluation mode, no gradient).</summary>
    public static RegionFeatures Compute(
        IReadOnlyList<string> pictureIds,
        Func<string, Picture> picture,
        Func<string, IReadOnlyList<Box>> regions,
        RegionEmbedder embedder,
        IProgress<double>? progress = null
    )
    {
        using var noGrad = no_grad();
        embedder.eval();
        var features = new List<Tensor>();
        var boxes = new List<float>();
        using var scope = NewDisposeScope();
        var regionCount = regions(pictureIds[0]).Count;
        for (var start = 0; start < pictureIds.Count; start += PicturesAtATime)
        {
            using var chunk = NewDisposeScope();
            var ids = pictureIds.Skip(start).Take(PicturesAtATime).ToList();
            var crops = new List<float[]>();
            foreach (var id in ids)
            {
                var drawn = picture(id);
                foreach (var box in regions(id))
                {
                    crops.Add(Crops.Extract(drawn, box, embedder.Config.CropSize));
                    boxes.AddRange([box.X1, box.Y1, box.X2, box.Y2]);
                }
            }
            var input = tensor(crops.SelectMany(c => c).ToArray())
                .view(crops.Count, 3, embedder.Config.CropSize, embedder.Config.CropSize);
            features.Add(embedder.call(input).view(ids.Count, regionCount, -1).MoveToOuterDisposeScope());
            progress?.Report((double)(start + ids.Count) / pictureIds.Count);
        }
        return new RegionFeatures(
            new PictureTable(
                pictureIds,
                (columns[0], cat(features.ToArray())),
                (columns[1], tensor(boxes.ToArray()).view(pictureIds.Count, regionCount, 4))
            )
        );
    }

    /// <summary>One table of several; these are disposed.</summary>
    public static RegionFeatures Join(IReadOnlyList<RegionFeatures> parts) =>
        new(PictureTable.Join([.. parts.Select(p => p.table)]));

    public void Dispose() => table.Dispose();
}
