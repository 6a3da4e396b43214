using System.Buffers.Binary;
using System.Security.Cryptography;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Detection;
using Harness.Data.Pictures;
using static TorchSharp.torch;

namespace Harness.Training.Features;

/// <summary>
/// Regions of any picture as a detector finds them, kept in a file a picture, named by the picture's content. The detector is opened when the first picture
/// that has no file is asked for.
/// </summary>
/// <param name="folder">Of the files; created when first needed.</param>
public sealed class DetectedRegions(string folder, Func<NanoDet> open) : IDisposable
{
    /// <summary>Regions of a picture in the papers.</summary>
    public const int Published = 36;

    private readonly Lazy<NanoDet> detector = new(open);

    /// <summary>Features [36, 128], boxes [36, 4] as fractions, class numbers [36] and scores [36], most probable first; the caller's to dispose.</summary>
    public (Tensor Features, Tensor Boxes, Tensor Classes, Tensor Scores) Of(Picture picture)
    {
        var file = Path.Combine(folder, $"{Digest(picture)}-{Published}.safetensors");
        if (!File.Exists(file))
            Save(file, detector.Value.Detect(picture, Published));
        using var saved = SafetensorsFile.Open(file);
        return (saved.Read("features"), saved.Read("boxes"), saved.Read("classes"), saved.Read("scores"));
    }

    /// <summary>The whole picture, then the most probable boxes: as many as a model was trained with.</summary>
    /// <param name="count">1 to 37.</param>
    public IReadOnlyList<Box> Boxes(Picture picture, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Published + 1);
        using var scope = NewDisposeScope();
        var corners = Of(picture).Boxes.data<float>().ToArray();
        return [Box.Whole, .. corners.Chunk(4).Take(count - 1).Select(c => new Box(c[0], c[1], c[2], c[3]))];
    }

    public void Dispose()
    {
        if (detector.IsValueCreated)
            detector.Value.Dispose();
    }

    private static void Save(string file, IReadOnlyList<Detected> regions)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            file,
            [
                ("features", tensor(regions.SelectMany(r => r.Feature).ToArray()).view(regions.Count, -1)),
                (
                    "boxes",
                    tensor(regions.SelectMany(r => new[] { r.Box.X1, r.Box.Y1, r.Box.X2, r.Box.Y2 }).ToArray())
                        .view(regions.Count, 4)
                ),
                ("classes", tensor(regions.Select(r => (long)r.Class).ToArray())),
                ("scores", tensor(regions.Select(r => r.Score).ToArray())),
            ]
        );
    }

    private static string Digest(Picture picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], picture.Height);
        hash.AppendData(size);
        hash.AppendData(picture.Rgb);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
