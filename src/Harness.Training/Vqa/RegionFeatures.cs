using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>
/// Features [P, R, F] and boxes [P, R, 4] of the regions of P pictures, computed once by a frozen embedder and kept in a
/// file named by what decides them.
/// </summary>
public sealed class RegionFeatures : IRegionSource
{
    private const int PicturesAtATime = 64;

    private readonly Dictionary<string, long> rows;

    private RegionFeatures(IReadOnlyList<string> pictureIds, Tensor features, Tensor boxes)
    {
        rows = pictureIds.Select((id, row) => (id, (long)row)).ToDictionary();
        Features = features.DetachFromDisposeScope();
        Boxes = boxes.DetachFromDisposeScope();
    }

    public Tensor Features { get; }

    public Tensor Boxes { get; }

    public (Tensor Features, Tensor Boxes) Of(IReadOnlyList<string> pictureIds)
    {
        var chosen = tensor(pictureIds.Select(id => rows[id]).ToArray());
        return (Features.index_select(0, chosen), Boxes.index_select(0, chosen));
    }

    public void Check(IEnumerable<string> pictureIds, long width)
    {
        if (Features.shape[2] != width)
            throw new UserErrorException($"the region embedder describes a region by {Features.shape[2]} numbers, and the backbone reads {width}; they must come from one folder.", UserErrorException.Missing);
    }

    /// <summary>Loads the features from <paramref name="file"/> when it holds these pictures, else computes and saves them.</summary>
    public static RegionFeatures LoadOrCompute(
        string file, IReadOnlyList<string> pictureIds, Func<string, Picture> picture, Func<string, IReadOnlyList<Box>> regions,
        Func<RegionEmbedder> loadEmbedder, IProgress<double>? progress = null)
    {
        if (File.Exists(file))
        {
            using var saved = SafetensorsFile.Open(file);
            if (saved.Contains("features") && saved.Contains("boxes") && saved.Entry("features").Shape[0] == pictureIds.Count)
                return new RegionFeatures(pictureIds, saved.Read("features"), saved.Read("boxes"));
        }
        var embedder = loadEmbedder();
        var computed = Compute(pictureIds, picture, regions, embedder, progress);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        SafetensorsWriter.Write(file, [("features", computed.Features), ("boxes", computed.Boxes)]);
        return computed;
    }

    /// <summary>Crops every region of every picture and embeds it (evaluation mode, no gradient).</summary>
    public static RegionFeatures Compute(
        IReadOnlyList<string> pictureIds, Func<string, Picture> picture, Func<string, IReadOnlyList<Box>> regions,
        RegionEmbedder embedder, IProgress<double>? progress = null)
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
            var input = tensor(crops.SelectMany(c => c).ToArray()).view(crops.Count, 3, embedder.Config.CropSize, embedder.Config.CropSize);
            features.Add(embedder.call(input).view(ids.Count, regionCount, -1).MoveToOuterDisposeScope());
            progress?.Report((double)(start + ids.Count) / pictureIds.Count);
        }
        return new RegionFeatures(pictureIds, cat(features.ToArray()), tensor(boxes.ToArray()).view(pictureIds.Count, regionCount, 4));
    }

    /// <summary>One table of several; these are disposed.</summary>
    public static RegionFeatures Join(IReadOnlyList<RegionFeatures> tables)
    {
        if (tables.Count == 1)
            return tables[0];
        string[] ids = [.. tables.SelectMany(t => t.rows.OrderBy(r => r.Value).Select(r => r.Key))];
        var joined = new RegionFeatures(ids, cat(tables.Select(t => t.Features).ToArray()), cat(tables.Select(t => t.Boxes).ToArray()));
        foreach (var table in tables)
            table.Dispose();
        return joined;
    }

    public void Dispose()
    {
        Features.Dispose();
        Boxes.Dispose();
    }
}
