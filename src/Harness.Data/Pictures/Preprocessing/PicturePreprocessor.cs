using Harness.Data.Files;

namespace Harness.Data.Pictures.Preprocessing;

/// <summary>
/// Turns a picture into a model's input as its published preprocessor does: resize, cut out the centre, scale to 0…1, subtract the
/// mean and divide by the deviation of each channel.
/// </summary>
public sealed record PicturePreprocessor
{
    /// <summary>Size to stretch to, (height, width); null with <see cref="ShortestEdge"/>, or to keep the size.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>Length of the shorter side, the other in proportion (rounded down); null: see <see cref="Size"/>.</summary>
    public int? ShortestEdge { get; init; }

    public PictureFilter Filter { get; init; } = PictureFilter.Bilinear;

    /// <summary>Part around the centre that is kept, (height, width); where the picture is smaller, black fills up. Null: all.</summary>
    public (int Height, int Width)? Crop { get; init; }

    /// <summary>Factor on the bytes. Default: 1/255.</summary>
    public double Rescale { get; init; } = 1 / 255.0;

    /// <summary>Red, green, blue after scaling.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    public IReadOnlyList<double> Deviation { get; init; } = [1, 1, 1];

    /// <summary>ViT (google/vit-base-patch16-224): stretched to 224×224, bilinear, to −1…1.</summary>
    public static PicturePreprocessor Vit { get; } =
        new()
        {
            Size = (224, 224),
            Mean = [0.5, 0.5, 0.5],
            Deviation = [0.5, 0.5, 0.5],
        };

    /// <summary>CLIP (openai/clip-vit-base-patch32): shorter side 224, bicubic, centre 224×224, CLIP's own statistics.</summary>
    public static PicturePreprocessor Clip { get; } =
        new()
        {
            ShortestEdge = 224,
            Filter = PictureFilter.Bicubic,
            Crop = (224, 224),
            Mean = [0.48145466, 0.4578275, 0.40821073],
            Deviation = [0.26862954, 0.26130258, 0.27577711],
        };

    /// <summary>CLIP-BART as VL-Adapter feeds it: stretched to 224×224, bicubic, CLIP's statistics, nothing cut off.</summary>
    public static PicturePreprocessor ClipGrid { get; } = Clip with { ShortestEdge = null, Crop = null, Size = (224, 224) };

    /// <summary>Reads a published <c>preprocessor_config.json</c> (keys of transformers, old and new spelling of sizes).</summary>
    /// <exception cref="BadFileException">Not such a file, or a filter that is not known here.</exception>
    public static PicturePreprocessor FromJson(string json) => PreprocessorJson.Read(json);

    /// <summary>[3, height, width] flattened: all red values, then green, then blue.</summary>
    public (float[] Values, int Height, int Width) Apply(Picture picture)
    {
        var cut = Cut(Resized(picture));
        var values = new float[3 * cut.Width * cut.Height];
        for (var c = 0; c < 3; c++)
        {
            // As the published code, which scales and then normalises in single precision.
            var (mean, deviation) = ((float)Mean[c], (float)Deviation[c]);
            var level = Enumerable.Range(0, 256).Select(b => ((float)(b * Rescale) - mean) / deviation).ToArray();
            for (var i = 0; i < cut.Width * cut.Height; i++)
                values[c * cut.Width * cut.Height + i] = level[cut.Rgb[3 * i + c]];
        }
        return (values, cut.Height, cut.Width);
    }

    private Picture Resized(Picture picture)
    {
        if (Size is { } size)
            return PictureResize.Resize(picture, size.Width, size.Height, Filter);
        if (ShortestEdge is not { } edge)
            return picture;
        var (shorter, longer) = (Math.Min(picture.Width, picture.Height), Math.Max(picture.Width, picture.Height));
        var other = (int)((long)edge * longer / shorter);
        return picture.Width <= picture.Height
            ? PictureResize.Resize(picture, edge, other, Filter)
            : PictureResize.Resize(picture, other, edge, Filter);
    }

    private Picture Cut(Picture picture)
    {
        if (Crop is not { } crop || (picture.Height, picture.Width) == crop)
            return picture;
        var rgb = new byte[3 * crop.Width * crop.Height];
        var (top, left) = (Offset(picture.Height, crop.Height), Offset(picture.Width, crop.Width));
        for (var y = Math.Max(0, -top); y < crop.Height && y + top < picture.Height; y++)
        {
            var (from, to) = (Math.Max(0, left), Math.Min(picture.Width, left + crop.Width));
            picture
                .Rgb.AsSpan(3 * ((y + top) * picture.Width + from), 3 * (to - from))
                .CopyTo(rgb.AsSpan(3 * (y * crop.Width + from - left)));
        }
        return new Picture(crop.Width, crop.Height, rgb);
    }

    // A larger picture loses half of the surplus, rounded down; a smaller one gets the larger half of the filling before it.
    private static int Offset(int length, int crop) => length >= crop ? (length - crop) / 2 : -((crop - length + 1) / 2);
}
