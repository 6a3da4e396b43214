using System.Buffers.Binary;

namespace Harness.Data;

/// <summary>The IHDR chunk (PNG specification, third edition, 11.2.1).</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, int ColourType, bool Interlaced)
{
    public const int Grey = 0, Truecolour = 2, Indexed = 3, GreyAlpha = 4, TruecolourAlpha = 6;

    public int Channels => ColourType switch { Truecolour => 3, GreyAlpha => 2, TruecolourAlpha => 4, _ => 1 };

    public int BitsPerPixel => Channels * Depth;

    /// <summary>Distance in bytes to the pixel on the left, as filters count it.</summary>
    public int FilterStep => Math.Max(1, BitsPerPixel / 8);

    public long RowBytes(int width) => ((long)width * BitsPerPixel + 7) / 8;

    /// <summary>Bytes of the whole picture after inflating: the rows of every pass and a filter byte each.</summary>
    public long RawBytes => PngPass.Of(this).Sum(p => p.Height * (1 + RowBytes(p.Width)));

    public static PngHeader Parse(ReadOnlySpan<byte> data, long maxPixels)
    {
        if (data.Length != 13) throw Bad($"IHDR has {data.Length} bytes instead of 13");
        var width = BinaryPrimitives.ReadUInt32BigEndian(data);
        var height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) throw Bad($"size {width}×{height}");
        if ((long)width * height > maxPixels)
            throw new PngException(PngFault.TooLarge, $"PNG of {width}×{height} pixels; at most {maxPixels} pixels are read");
        int depth = data[8], colour = data[9];
        var known = (colour, depth) is (Grey, 1 or 2 or 4 or 8 or 16) or (Indexed, 1 or 2 or 4 or 8)
            or (Truecolour or GreyAlpha or TruecolourAlpha, 8 or 16);
        if (!known) throw Bad($"colour type {colour} with {depth} bits");
        if (data[10] != 0 || data[11] != 0) throw Bad($"compression {data[10]}, filter method {data[11]}");
        if (data[12] > 1) throw Bad($"interlace method {data[12]}");
        return new PngHeader((int)width, (int)height, depth, colour, data[12] == 1);
    }

    private static PngException Bad(string what) => new(PngFault.BadHeader, "PNG header not valid: " + what);
}

/// <summary>One pass of a picture: the only one, or one of Adam7's seven (pixels X0 + i·DX, Y0 + j·DY).</summary>
internal readonly record struct PngPass(int X0, int Y0, int DX, int DY, int Width, int Height)
{
    private static readonly (int X, int Y, int DX, int DY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>The passes that hold pixels, in file order.</summary>
    public static IEnumerable<PngPass> Of(PngHeader h) => !h.Interlaced
        ? [new PngPass(0, 0, 1, 1, h.Width, h.Height)]
        : Adam7.Select(a => new PngPass(a.X, a.Y, a.DX, a.DY, Cells(h.Width, a.X, a.DX), Cells(h.Height, a.Y, a.DY)))
            .Where(p => p.Width > 0 && p.Height > 0);

    private static int Cells(int length, int start, int step) => length <= start ? 0 : (length - start - 1) / step + 1;
}
