namespace Harness.Data.ContactSheets;

/// <summary>An RGB picture to draw on.</summary>
internal sealed class Canvas
{
    private readonly byte[] rgb;

    public Canvas(int width, int height, Rgb colour)
    {
        (Width, Height, rgb) = (width, height, new byte[3 * width * height]);
        Fill(0, 0, width, height, colour);
    }

    public int Width { get; }

    public int Height { get; }

    public Picture Picture => new(Width, Height, rgb);

    public void Fill(int left, int top, int width, int height, Rgb colour)
    {
        for (var y = top; y < top + height; y++)
            for (var x = left; x < left + width; x++) Blend(x, y, colour, 1);
    }

    /// <summary>A picture resized to a width and height.</summary>
    public void Draw(Picture picture, int left, int top, int width, int height)
    {
        var fitted = picture.Opaque().Resize(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) fitted.Rgba.AsSpan(4 * (y * width + x), 3).CopyTo(rgb.AsSpan(3 * ((top + y) * Width + left + x)));
    }

    /// <summary>A line of text whose capitals' upper left corner is given; edges are smoothed.</summary>
    /// <param name="unit">Pixels a grid unit of the font.</param>
    /// <param name="weight">Thickness of strokes, pixels.</param>
    public void Text(string text, double left, double top, double unit, double weight, Rgb colour)
    {
        foreach (var c in text)
        {
            var glyph = StrokeFont.Of(c);
            var (x1, x2) = ((int)Math.Floor(left - weight), (int)Math.Ceiling(left + glyph.Advance * unit));
            var (y1, y2) = ((int)Math.Floor(top - weight), (int)Math.Ceiling(top + 8 * unit + weight));
            for (var y = y1; y <= y2; y++)
                for (var x = x1; x <= x2; x++)
                {
                    var distance = double.MaxValue;
                    foreach (var l in glyph.Lines) distance = Math.Min(distance, Distance((x - left) / unit, (y - top) / unit, l));
                    Blend(x, y, colour, Math.Clamp(0.5 + weight / 2 - distance * unit, 0, 1));
                }
            left += glyph.Advance * unit;
        }
    }

    private void Blend(int x, int y, Rgb colour, double share)
    {
        if (share <= 0 || x < 0 || y < 0 || x >= Width || y >= Height) return;
        var at = 3 * (y * Width + x);
        rgb[at] = Mix(rgb[at], colour.R, share);
        rgb[at + 1] = Mix(rgb[at + 1], colour.G, share);
        rgb[at + 2] = Mix(rgb[at + 2], colour.B, share);
    }

    private static byte Mix(byte under, byte over, double share) => (byte)Math.Round(under + (over - under) * share);

    private static double Distance(double x, double y, (double X1, double Y1, double X2, double Y2) l)
    {
        var (dx, dy) = (l.X2 - l.X1, l.Y2 - l.Y1);
        var length = dx * dx + dy * dy;
        var t = length == 0 ? 0 : Math.Clamp(((x - l.X1) * dx + (y - l.Y1) * dy) / length, 0, 1);
        var (u, v) = (x - l.X1 - t * dx, y - l.Y1 - t * dy);
        return Math.Sqrt(u * u + v * v);
    }
}
