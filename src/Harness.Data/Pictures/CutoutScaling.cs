namespace Harness.Data.Pictures;

/// <summary>Resizing of cut-outs. Colours are weighted by alpha, so that the invisible colour of clear pixels never bleeds into edges.</summary>
public static class CutoutScaling
{
    /// <summary>Resized to width × height; mirrored left to right if asked.</summary>
    public static Cutout Resize(this Cutout source, int width, int height, bool mirrored = false)
    {
        var across = Resampling.Of(0, source.Width, source.Width, width);
        var down = Resampling.Of(0, source.Height, source.Height, height);
        var narrow = new float[source.Height * width * 4];
        for (var y = 0; y < source.Height; y++)
        for (var i = 0; i < width; i++)
        {
            float r = 0,
                g = 0,
                b = 0,
                a = 0;
            var weights = across.Weights[i];
            var at = 4 * (y * source.Width + across.First[i]);
            for (var k = 0; k < weights.Length; k++, at += 4)
            {
                var alpha = weights[k] * source.Rgba[at + 3];
                r += alpha * source.Rgba[at];
                g += alpha * source.Rgba[at + 1];
                b += alpha * source.Rgba[at + 2];
                a += alpha;
            }
            var to = 4 * (y * width + (mirrored ? width - 1 - i : i));
            (narrow[to], narrow[to + 1], narrow[to + 2], narrow[to + 3]) = (r, g, b, a);
        }
        var result = new byte[4 * width * height];
        Span<float> sum = stackalloc float[4];
        for (var j = 0; j < height; j++)
        for (var i = 0; i < width; i++)
        {
            sum.Clear();
            for (var k = 0; k < down.Weights[j].Length; k++)
            {
                var at = 4 * ((down.First[j] + k) * width + i);
                for (var c = 0; c < 4; c++)
                    sum[c] += down.Weights[j][k] * narrow[at + c];
            }
            var to = 4 * (j * width + i);
            for (var c = 0; c < 3; c++)
                result[to + c] = ToByte(sum[3] > 0 ? sum[c] / sum[3] : 0);
            result[to + 3] = ToByte(sum[3]);
        }
        return new Cutout(width, height, result);
    }

    /// <summary>Shrunk, shape kept, so that the longer side is at most <paramref name="longest"/>; returned as it is where it fits.</summary>
    public static Cutout ShrinkTo(this Cutout source, int longest)
    {
        var side = Math.Max(source.Width, source.Height);
        if (side <= longest)
            return source;
        return source.Resize(Side(source.Width, side, longest), Side(source.Height, side, longest));
    }

    /// <summary>A side after scaling the longest side to a length: rounded, at least one pixel.</summary>
    internal static int Side(int length, int side, int longest) => Math.Max(1, (int)Math.Round((double)length * longest / side));

    private static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
