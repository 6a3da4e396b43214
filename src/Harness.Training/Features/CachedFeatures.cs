using Harness.Adapters.Saving.Safetensors;
using Harness.Data.Files;
using Harness.Data.Pictures;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// Features of P pictures by a frozen vision model, computed once and kept in a file named by what decides them: regions with their boxes, pooled
/// vectors (V = 1), all states of a transformer, or cells of a grid.
/// </summary>
public sealed class CachedFeatures : IFeatureSource
{
    private const string FeaturesColumn = "features",
        BoxesColumn = "boxes";

    private readonly IReadOnlyList<string> pictureIds;
    private readonly Dictionary<string, long> rows;

    // Splits may share pictures; their rows are the same, and the first counts.
    private CachedFeatures(IReadOnlyList<string> pictureIds, Tensor features, Tensor? boxes)
    {
        (this.pictureIds, Features, Boxes) = (pictureIds, features.DetachFromDisposeScope(), boxes?.DetachFromDisposeScope());
        rows = pictureIds.Index().DistinctBy(p => p.Item).ToDictionary(p => p.Item, p => (long)p.Index);
    }

    /// <summary>[P, V, F].</summary>
    public Tensor Features { get; }

    /// <summary>[P, V, 4]; null where the features do not describe regions.</summary>
    public Tensor? Boxes { get; }

    public (Tensor Features, Tensor? Boxes) Of(IReadOnlyList<string> pictureIds)
    {
        using var index = tensor(pictureIds.Select(id => rows[id]).ToArray());
        return (Features.index_select(0, index), Boxes?.index_select(0, index));
    }

    public void Check(IEnumerable<string> pictureIds, long width)
    {
        if (Features.shape[2] != width)
            throw new UserErrorException(
                $"the region embedder describes a region by {Features.shape[2]} numbers, and the backbone reads {width}; they must come from one folder.",
                UserErrorException.Missing
            );
    }

    /// <summary>Loads the features from <paramref name="file"/> when it holds those of as many pictures, else computes and saves them.</summary>
    /// <param name="open">Opens the model that describes them; called only when they are computed.</param>
    public static CachedFeatures LoadOrCompute(
        string file,
        IReadOnlyList<string> pictureIds,
        Func<string, Picture> picture,
        Func<IFeatureReader> open,
        IProgress<double>? progress = null
    )
    {
        if (File.Exists(file))
        {
            using var saved = SafetensorsFile.Open(file);
            if (saved.Contains(FeaturesColumn) && saved.Entry(FeaturesColumn).Shape[0] == pictureIds.Count)
                return new(pictureIds, saved.Read(FeaturesColumn), saved.Contains(BoxesColumn) ? saved.Read(BoxesColumn) : null);
        }
        using var reader = open();
        var computed = Compute(pictureIds, picture, reader, progress);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        SafetensorsWriter.Write(
            file,
            computed.Boxes is { } boxes
                ? [(FeaturesColumn, computed.Features), (BoxesColumn, boxes)]
                : [(FeaturesColumn, computed.Features)]
        );
        return computed;
    }

    /// <summary>Reads every picture, without a gradient.</summary>
    public static CachedFeatures Compute(
        IReadOnlyList<string> pictureIds,
        Func<string, Picture> picture,
        IFeatureReader reader,
        IProgress<double>? progress = null
    )
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (features, boxes) = (new List<Tensor>(), new List<Tensor>());
        var done = 0;
        foreach (var ids in pictureIds.Chunk(reader.BatchSize))
        {
            using var chunk = NewDisposeScope();
            var read = reader.Read(ids, [.. ids.Select(picture)]);
            features.Add(read.Features.MoveToOuterDisposeScope());
            if (read.Boxes is { } corners)
                boxes.Add(corners.MoveToOuterDisposeScope());
            progress?.Report((double)(done += ids.Length) / pictureIds.Count);
        }
        return new CachedFeatures(pictureIds, cat(features.ToArray()), boxes.Count > 0 ? cat(boxes.ToArray()) : null);
    }

    /// <summary>One table of several; these are disposed.</summary>
    public static CachedFeatures Join(IReadOnlyList<CachedFeatures> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var joined = new CachedFeatures(
            [.. parts.SelectMany(p => p.pictureIds)],
            cat(parts.Select(p => p.Features).ToArray()),
            parts[0].Boxes is null ? null : cat(parts.Select(p => p.Boxes!).ToArray())
        );
        foreach (var part in parts)
            part.Dispose();
        return joined;
    }

    public void Dispose()
    {
        Features.Dispose();
        Boxes?.Dispose();
    }
}
