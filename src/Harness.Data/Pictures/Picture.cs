namespace Harness.Data;

/// <summary>A colour, 0 to 255 a channel.</summary>
public readonly record struct Rgb(byte R, byte G, byte B);

/// <summary>An RGB picture, row-major, three bytes a pixel.</summary>
public sealed record Picture(int Width, int Height, byte[] Rgb)
{
    /// <summary>The picture as a cut-out without clear pixels.</summary>
    public Cutout Opaque()
    {
        var rgba = new byte[4 * Width * Height];
        for (var i = 0; i < Width * Height; i++)
        {
            Rgb.AsSpan(3 * i, 3).CopyTo(rgba.AsSpan(4 * i));
            rgba[4 * i + 3] = byte.MaxValue;
        }
        return new Cutout(Width, Height, rgba);
    }

    /// <summary>Shrunk to side × side whatever its shape: [side, side, 3] flattened.</summary>
    public byte[] Thumbnail(int side)
    {
        var small = Opaque().Resize(side, side);
        var rgb = new byte[3 * side * side];
        for (var i = 0; i < side * side; i++)
            small.Rgba.AsSpan(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
        return rgb;
    }
}
