using Harness.Data.Files;
using Harness.Data.Hdf5;

namespace Harness.Data.Regions;

/// <summary>
/// The papers' feature files: a group a picture with <c>features</c> [R, F], <c>boxes</c> [R, 4] in pixels (x1, y1, x2, y2), and the picture's size as
/// <c>img_hw</c> (COCO, MixPHM) or <c>img_h</c> and <c>img_w</c> (VL-T5's COCO, GQA, Visual Genome). Other entries are ignored.
/// </summary>
public sealed class Hdf5RegionFile : IRegionFile
{
    // Boxes of the published files end at the last pixel at most; LXMERT's reader allows rounding too.
    private const float Beyond = 1 + 1e-3f;

    private readonly Hdf5File file;

    /// <exception cref="BadFileException">Not an HDF5 file, damaged or truncated.</exception>
    /// <exception cref="UserErrorException">libhdf5 is missing; exit code 3.</exception>
    public Hdf5RegionFile(string path)
    {
        (Path, file) = (path, Hdf5File.Open(path));
        try
        {
            Ids = file.Names();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public IReadOnlyList<string> Ids { get; }

    public PictureRegions Read(string id) =>
        Hdf5Thread.Shared.Call(
            Path,
            () =>
            {
                var (shape, features) = file.Read(id + "/features");
                var (boxShape, pixels) = file.Read(id + "/boxes");
                if (shape is not [> 0, > 0] || boxShape is not [_, 4] || boxShape[0] != shape[0])
                    throw Bad(
                        id,
                        $"has features [{string.Join(", ", shape)}] and boxes [{string.Join(", ", boxShape)}]; [R, F] and [R, 4] are wanted"
                    );
                var (height, width) = Size(id);
                var boxes = pixels.Select((p, i) => p / (i % 2 == 0 ? width : height)).ToArray();
                if (boxes.Any(b => !(b is >= 0 and <= Beyond)))
                    throw Bad(id, $"has a box outside its {width}×{height} pixels; boxes are x1, y1, x2, y2 in pixels");
                return new PictureRegions(height, width, features, boxes);
            }
        );

    public void Dispose() => file.Dispose();

    /// <summary>Writes the same layout, with the size in all of its spellings.</summary>
    /// <exception cref="BadFileException">The file cannot be written.</exception>
    public static void Write(string path, IRegionFile source, IProgress<double>? progress = null) =>
        AtomicFile.ReplaceByName(
            path,
            temporary =>
            {
                using (var writer = new Hdf5Writer(temporary))
                    for (var i = 0; i < source.Ids.Count; i++)
                    {
                        Write(writer, source.Ids[i], source.Read(source.Ids[i]));
                        progress?.Report((i + 1.0) / source.Ids.Count);
                    }
            }
        );

    private static void Write(Hdf5Writer writer, string id, PictureRegions picture)
    {
        writer.Group(id);
        writer.Table(id + "/features", picture.Features, picture.Count, picture.FeatureWidth);
        writer.Table(
            id + "/boxes",
            [.. picture.Boxes.Select((b, i) => b * (i % 2 == 0 ? picture.Width : picture.Height))],
            picture.Count,
            4
        );
        writer.Table(id + "/img_hw", new long[] { picture.Height, picture.Width }, 2);
        writer.Table(id + "/img_h", new long[] { picture.Height });
        writer.Table(id + "/img_w", new long[] { picture.Width });
    }

    private (int Height, int Width) Size(string id)
    {
        var size = file.Contains(id + "/img_hw")
            ? file.Read(id + "/img_hw").Values
            : [.. file.Read(id + "/img_h").Values, .. file.Read(id + "/img_w").Values];
        return size is [>= 1 and <= 1e6f, >= 1 and <= 1e6f]
            ? ((int)size[0], (int)size[1])
            : throw Bad(id, $"has the size [{string.Join(", ", size)}]; height and width in pixels are wanted");
    }

    private BadFileException Bad(string id, string what) => new($"{Path}: picture '{id}' {what}");
}
