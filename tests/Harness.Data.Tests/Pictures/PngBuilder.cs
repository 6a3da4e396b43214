using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Harness.Data.Tests.Pictures;

/// <summary>Writes PNG files of every kind, also wrong ones, straight from the format's description and apart from the encoder under test.</summary>
internal static class PngBuilder
{
    public static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static byte[] File(params byte[][] chunks) => [.. Signature, .. chunks.SelectMany(c => c)];

    public static byte[] Chunk(string type, params byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        return [.. Word((uint)data.Length), .. body, .. Word(Crc(body))];
    }

    public static byte[] Header(int width, int height, int depth, int colour, int interlace = 0) =>
        Chunk("IHDR", [.. Word((uint)width), .. Word((uint)height), (byte)depth, (byte)colour, 0, 0, (byte)interlace]);

    public static byte[] Data(byte[] raw)
    {
        var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(raw);
        return Chunk("IDAT", result.ToArray());
    }

    public static byte[] End => Chunk("IEND");

    public static byte[] Word(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Rows of samples packed to bits, each with filter byte 0; all passes where interlaced.</summary>
    /// <param name="sample">Value of (x, y, channel).</param>
    public static byte[] Raw(int width, int height, int depth, int channels, bool interlaced, Func<int, int, int, int> sample)
    {
        (int X, int Y, int DX, int DY)[] passes = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        var raw = new List<byte>();
        foreach (var p in passes)
        {
            if (p.X >= width)
                continue;
            for (var y = p.Y; y < height; y += p.DY)
            {
                raw.Add(0);
                var (bits, held) = (0, 0);
                for (var x = p.X; x < width; x += p.DX)
                for (var c = 0; c < channels; c++)
                for (var b = depth - 1; b >= 0; b--)
                {
                    bits = bits << 1 | sample(x, y, c) >> b & 1;
                    if (++held < 8)
                        continue;
                    raw.Add((byte)bits);
                    (bits, held) = (0, 0);
                }
                if (held > 0)
                    raw.Add((byte)(bits << (8 - held)));
            }
        }
        return [.. raw];
    }

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
