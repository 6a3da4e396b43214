using Harness.Adapters.Saving.Safetensors;
using Harness.Data.Files;
using Harness.Data.Regions;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Regions;

/// <summary>
/// Region features as plain safetensors, memory-mapped: <c>ID/features</c> [R, F] (F32 or F16), <c>ID/boxes</c> [R, 4] F32 as fractions x1, y1, x2, y2,
/// <c>ID/size</c> [2] I64, height and width in pixels. A picture's tensors are touched when it is read.
/// </summary>
public sealed class SafetensorsRegionFile : IRegionFile
{
    private const string Features = "/features",
        Boxes = "/boxes",
        Size = "/size";

    private readonly SafetensorsFile file;

    /// <exception cref="BadFileException">The file is absent, malformed, or holds no region features.</exception>
    public SafetensorsRegionFile(string path)
    {
        file = SafetensorsFile.Open(path);
        Ids =
        [
            .. file
                .Entries.Where(e => e.Name.EndsWith(Features, StringComparison.Ordinal))
                .Select(e => e.Name[..^Features.Length]),
        ];
        if (Ids.Count > 0)
            return;
        file.Dispose();
        throw new BadFileException(
            $"{path}: holds no region features; it should have tensors PICTURE{Features}, PICTURE{Boxes}, PICTURE{Size}"
        );
    }

    public string Path => file.Path;

    public IReadOnlyList<string> Ids { get; }

    public PictureRegions Read(string id)
    {
        var (features, boxes, size) = (file.Entry(id + Features), file.Entry(id + Boxes), file.Entry(id + Size));
        if (
            features.Shape is not [> 0, > 0]
            || boxes.Shape is not [_, 4]
            || boxes.Shape[0] != features.Shape[0]
            || size.Shape is not [2]
        )
            throw new BadFileException(
                $"{Path}: picture '{id}' has features [{string.Join(", ", features.Shape)}], boxes [{string.Join(", ", boxes.Shape)}], size [{string.Join(", ", size.Shape)}]; [R, F], [R, 4], [2] are wanted"
            );
        using var scope = torch.NewDisposeScope();
        var pixels = file.Read(id + Size, ScalarType.Int64).data<long>().ToArray();
        if (pixels is not [>= 1 and <= 1_000_000, >= 1 and <= 1_000_000])
            throw new BadFileException(
                $"{Path}: picture '{id}' has the size [{string.Join(", ", pixels)}]; height and width in pixels are wanted"
            );
        return new PictureRegions((int)pixels[0], (int)pixels[1], Floats(id + Features), Floats(id + Boxes));
    }

    /// <summary>Writes the layout; one picture at a time is in memory.</summary>
    /// <param name="half">Features in half precision, half the size.</param>
    public static void Write(string path, IRegionFile source, bool half = false, IProgress<double>? progress = null)
    {
        var done = 0;
        SafetensorsWriter.WriteInTurn(
            path,
            source.Ids.SelectMany(Items),
            new Dictionary<string, string> { ["format"] = "pt", ["layout"] = "region-features" }
        );

        // Only numbers are kept from the first look at a picture: the list of tensors outlives it.
        SafetensorsItem[] Items(string id)
        {
            var (count, width, size) = Shape(source.Read(id));
            return
            [
                new(
                    id + Features,
                    half ? ScalarType.Float16 : ScalarType.Float32,
                    [count, width],
                    () =>
                    {
                        progress?.Report(++done / (double)source.Ids.Count);
                        return torch.tensor(source.Read(id).Features);
                    }
                ),
                new(id + Boxes, ScalarType.Float32, [count, 4], () => torch.tensor(source.Read(id).Boxes)),
                new(id + Size, ScalarType.Int64, [2], () => torch.tensor(size)),
            ];
        }

        static (int, int, long[]) Shape(PictureRegions picture) =>
            (picture.Count, picture.FeatureWidth, [picture.Height, picture.Width]);
    }

    public void Dispose() => file.Dispose();

    private float[] Floats(string name) => file.Read(name, ScalarType.Float32).data<float>().ToArray();
}
