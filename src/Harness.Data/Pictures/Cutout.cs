namespace Harness.Data.Pictures;

/// <summary>A picture with transparency, row-major, four bytes a pixel: red, green, blue, alpha (straight, not premultiplied).</summary>
public sealed record Cutout(int Width, int Height, byte[] Rgba)
{
    /// <summary>The smallest rectangle that holds every pixel of at least <paramref name="alpha"/>; null when there is none.</summary>
    public Cutout? Trim(byte alpha = 16)
    {
        int x1 = Width,
            y1 = Height,
            x2 = -1,
            y2 = -1;
        for (var y = 0; y < Height; y++)
        for (var x = 0; x < Width; x++)
        {
            if (Rgba[4 * (y * Width + x) + 3] < alpha)
                continue;
            x1 = Math.Min(x1, x);
            x2 = Math.Max(x2, x);
            y1 = Math.Min(y1, y);
            y2 = y;
        }
        if (x2 < 0)
            return null;
        int w = x2 - x1 + 1,
            h = y2 - y1 + 1;
        var part = new byte[4 * w * h];
        for (var y = 0; y < h; y++)
            Rgba.AsSpan(4 * ((y1 + y) * Width + x1), 4 * w).CopyTo(part.AsSpan(4 * y * w));
        return new Cutout(w, h, part);
    }

    /// <summary>Pasted onto a colour.</summary>
    public Picture On(Rgb paper)
    {
        var rgb = new byte[3 * Width * Height];
        for (var i = 0; i < Width * Height; i++)
        {
            int alpha = Rgba[4 * i + 3];
            rgb[3 * i] = Blend(Rgba[4 * i], paper.R, alpha);
            rgb[3 * i + 1] = Blend(Rgba[4 * i + 1], paper.G, alpha);
            rgb[3 * i + 2] = Blend(Rgba[4 * i + 2], paper.B, alpha);
        }
        return new Picture(Width, Height, rgb);
    }

    private static byte Blend(byte over, byte under, int alpha) => (byte)((over * alpha + under * (255 - alpha) + 127) / 255);
}
