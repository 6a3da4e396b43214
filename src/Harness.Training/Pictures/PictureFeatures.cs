using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Pictures;

/// <summary>
/// What a frozen vision model says about P pictures, computed once and kept in a file named by what decides it: pooled vectors [P, 1, d], all
/// states [P, N, d], or cells of a grid.
/// </summary>
public sealed class PictureFeatures : IPictureSource
{
    private const int PicturesAtATime = 100;

    private readonly Dictionary<string, long> rows;

    private PictureFeatures(IReadOnlyList<string> pictureIds, Tensor features)
    {
        // Splits may share pictures; their features are the same.
        rows = pictureIds.Index().DistinctBy(p => p.Item).ToDictionary(p => p.Item, p => (long)p.Index);
        Features = features.DetachFromDisposeScope();
    }

    /// <summary>[P, V, d].</summary>
    public Tensor Features { get; }

    /// <summary>Bytes [B, 3, S, S] as the published preprocessor gives them: −1 to 1.</summary>
    public static Tensor Normalised(Tensor bytes) => bytes.to(ScalarType.Float32) / 127.5 - 1;

    /// <summary>Loads the features from <paramref name="file"/> when it holds these pictures, else computes and saves them.</summary>
    public static PictureFeatures LoadOrCompute(string file, IReadOnlyList<string> pictureIds, Func<string, Picture> picture, Func<IPictureReader> open)
    {
        if (File.Exists(file))
        {
            using var saved = SafetensorsFile.Open(file);
            if (saved.Contains("features") && saved.Entry("features").Shape[0] == pictureIds.Count)
                return new PictureFeatures(pictureIds, saved.Read("features"));
        }
        using var reader = open();
        var computed = Compute(pictureIds, picture, reader);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        SafetensorsWriter.Write(file, [("features", computed.Features)]);
        return computed;
    }

    /// <summary>Reads every picture, without a gradient.</summary>
    public static PictureFeatures Compute(IReadOnlyList<string> pictureIds, Func<string, Picture> picture, IPictureReader reader)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        foreach (var ids in pictureIds.Chunk(PicturesAtATime))
        {
            using var chunk = NewDisposeScope();
            features.Add(reader.Read([.. ids.Select(picture)]).MoveToOuterDisposeScope());
        }
        return new PictureFeatures(pictureIds, cat(features.ToArray()));
    }

    /// <summary>One table of several; these are disposed.</summary>
    public static PictureFeatures Join(IReadOnlyList<PictureFeatures> tables)
    {
        if (tables.Count == 1)
            return tables[0];
        var joined = new PictureFeatures(
            [.. tables.SelectMany(t => t.rows.OrderBy(r => r.Value).Select(r => r.Key))], cat(tables.Select(t => t.Features).ToArray()));
        foreach (var table in tables)
            table.Dispose();
        return joined;
    }

    /// <inheritdoc/>
    public Tensor Of(IEnumerable<string> pictureIds) => Features.index_select(0, tensor(pictureIds.Select(id => rows[id]).ToArray()));

    public void Dispose() => Features.Dispose();
}
