using System.IO.Compression;

namespace Harness.Data;

/// <summary>
/// PNG reader: every colour type and bit depth, interlaced or not, palettes and transparency, checksums verified. Sixteen-bit
/// samples keep their upper byte; gamma and colour profiles are not applied.
/// </summary>
public static class PngDecoder
{
    /// <summary>Largest picture read unless told otherwise: 40 million pixels.</summary>
    public const long DefaultMaxPixels = 40_000_000;

    /// <exception cref="PngException">Not a PNG, damaged, or more than <paramref name="maxPixels"/> pixels.</exception>
    public static Cutout Decode(ReadOnlySpan<byte> file, long maxPixels = DefaultMaxPixels)
    {
        var chunks = PngChunks.Read(file, Math.Min(maxPixels, Array.MaxLength / 4));
        var header = chunks.Header;
        var pixels = new byte[4 * header.Width * header.Height];
        var samples = new PngSamples(chunks);
        try
        {
            using var raw = new ZLibStream(chunks.Data, CompressionMode.Decompress);
            foreach (var pass in PngPass.Of(header)) ReadPass(raw, header, pass, samples, pixels);
            // Reading on makes zlib compare its own checksum; surplus data is harmless.
            raw.ReadByte();
        }
        // The latter from zlib itself, for a stream that needs a dictionary, say: the bytes are in memory.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new PngException(PngFault.BadData, "PNG pixels do not decompress", e);
        }
        return new Cutout(header.Width, header.Height, pixels);
    }

    private static void ReadPass(Stream raw, PngHeader header, PngPass pass, PngSamples samples, byte[] pixels)
    {
        var length = checked((int)header.RowBytes(pass.Width));
        var above = new byte[length];
        var row = new byte[length];
        for (var j = 0; j < pass.Height; j++)
        {
            var filter = raw.ReadByte();
            if (filter < 0 || raw.ReadAtLeast(row, length, throwOnEndOfStream: false) < length)
                throw new PngException(PngFault.Truncated, $"PNG data ends in row {j} of {pass.Height}");
            Unfilter(filter, row, above, header.FilterStep);
            for (var i = 0; i < pass.Width; i++)
                samples.Write(row, i, pixels.AsSpan(4 * ((pass.Y0 + j * pass.DY) * header.Width + pass.X0 + i * pass.DX), 4));
            (above, row) = (row, above);
        }
    }

    private static void Unfilter(int filter, byte[] row, byte[] above, int step)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = step; i < row.Length; i++) row[i] += row[i - step];
                break;
            case 2:
                for (var i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < row.Length; i++) row[i] += (byte)(((i < step ? 0 : row[i - step]) + above[i]) / 2);
                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                    row[i] += i < step ? above[i] : Paeth(row[i - step], above[i], above[i - step]);
                break;
            default:
                throw new PngException(PngFault.BadData, $"PNG row filter {filter}; 0 to 4 exist");
        }
    }

    /// <summary>Of left, above and upper left the one nearest to left + above − upper left (PNG specification, 9.4).</summary>
    internal static byte Paeth(byte left, byte above, byte corner)
    {
        int a = Math.Abs(above - corner), b = Math.Abs(left - corner), c = Math.Abs(left + above - 2 * corner);
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }
}
