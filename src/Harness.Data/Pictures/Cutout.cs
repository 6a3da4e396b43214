namespace Harness.Data;

/// <summary>A picture with transparency, row-major, four bytes a pixel: red, green, blue, alpha (straight, not premultiplied).</summary>
public sealed record Cutout(int Width, int Height, byte[] Rgba)
{
    /// <summary>The smallest rectangle that holds every pixel of at least <paramref name="alpha"/>; null when there is none.</summary>
    public Cutout? Trim(byte alpha = 16)
    {
        int x1 = Width, y1 = Height, x2 = -1, y2 = -1;
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                if (Rgba[4 * (y * Width + x) + 3] < alpha) continue;
                x1 = Math.Min(x1, x);
                x2 = Math.Max(x2, x);
                y1 = Math.Min(y1, y);
                y2 = y;
            }
        if (x2 < 0) return null;
        int w = x2 - x1 + 1, h = y2 - y1 + 1;
        var part = new byte[4 * w * h];
        for (var y = 0; y < h; y++)
            Rgba.AsSpan(4 * ((y1 + y) * Width + x1), 4 * w).CopyTo(part.AsSpan(4 * y * w));
        return new Cutout(w, h, part);
    }
}
