namespace Harness.Data.Pictures.Preprocessing;

/// <summary>
/// Resizes as Pillow does on eight-bit pictures, value for value: shrinking widens the filter by the scale (antialiasing), columns
/// come before rows, each pass rounds to eight bits, weights have 22 binary places. Weights are taken at pixel centres, cut off at the
/// edge and made to sum to 1.
/// </summary>
public static class PictureResize
{
    private const int Places = 22;

    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    public static Picture Resize(Picture picture, int width, int height, PictureFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var across =
            width == picture.Width
                ? picture
                : Pass(picture, width, picture.Height, Axis.Of(picture.Width, width, filter), rows: false);
        return height == picture.Height
            ? across
            : Pass(across, width, height, Axis.Of(picture.Height, height, filter), rows: true);
    }

    private static Picture Pass(Picture from, int width, int height, Axis[] axis, bool rows)
    {
        var to = new byte[3 * width * height];
        var step = rows ? 3 * from.Width : 3;
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
        {
            var (first, weights) = axis[rows ? y : x];
            var start = rows ? 3 * (first * from.Width + x) : 3 * (y * from.Width + first);
            for (var c = 0; c < 3; c++)
            {
                var sum = 1 << (Places - 1);
                for (var k = 0; k < weights.Length; k++)
                    sum += weights[k] * from.Rgb[start + k * step + c];
                to[3 * (y * width + x) + c] = (byte)Math.Clamp(sum >> Places, 0, 255);
            }
        }
        return new Picture(width, height, to);
    }

    /// <summary>Where the pixels that make one output pixel begin, and their weights.</summary>
    private readonly record struct Axis(int First, int[] Weights)
    {
        public static Axis[] Of(int source, int cells, PictureFilter filter)
        {
            var scale = (double)source / cells;
            var stretch = Math.Max(1, scale);
            var support = filter.Support() * stretch;
            return [.. Enumerable.Range(0, cells).Select(i => At((i + 0.5) * scale))];

            Axis At(double centre)
            {
                var first = Math.Max(0, (int)(centre - support + 0.5));
                var end = Math.Min(source, (int)(centre + support + 0.5));
                var weights = new double[end - first];
                for (var k = 0; k < weights.Length; k++)
                    weights[k] = filter.At((k + first - centre + 0.5) / stretch);
                var total = weights.Sum();
                return new Axis(
                    first,
                    [.. weights.Select(w => (int)Math.Truncate(w / total * (1 << Places) + (w < 0 ? -0.5 : 0.5)))]
                );
            }
        }
    }
}
