using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Harness.Data;

/// <summary>PNG writer: eight bits a channel, RGB or RGBA, the row filter chosen by the smallest sum of differences.</summary>
public static class PngEncoder
{
    public static byte[] Encode(Picture picture) => Encode(picture.Width, picture.Height, 3, picture.Rgb);

    public static byte[] Encode(Cutout cutout) => Encode(cutout.Width, cutout.Height, 4, cutout.Rgba);

    private static byte[] Encode(int width, int height, int channels, byte[] samples)
    {
        if (width < 1 || height < 1 || samples.Length != (long)width * height * channels)
            throw new ArgumentException($"A picture of {width}×{height} with {channels} channels does not have {samples.Length} samples.");
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)(channels == 3 ? PngHeader.Truecolour : PngHeader.TruecolourAlpha);
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", Compress(width, height, channels, samples));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(int width, int height, int channels, byte[] samples)
    {
        var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Optimal, leaveOpen: true))
        {
            var length = width * channels;
            var above = new byte[length];
            var (best, trial) = (new byte[1 + length], new byte[1 + length]);
            for (var y = 0; y < height; y++)
            {
                var row = samples.AsSpan(y * length, length);
                var least = long.MaxValue;
                for (byte filter = 0; filter <= 4; filter++)
                {
                    var sum = Filter(filter, row, above, channels, trial);
                    if (sum >= least) continue;
                    least = sum;
                    (best, trial) = (trial, best);
                }
                zlib.Write(best);
                row.CopyTo(above);
            }
        }
        return result.ToArray();
    }

    private static long Filter(byte filter, ReadOnlySpan<byte> row, byte[] above, int step, byte[] output)
    {
        output[0] = filter;
        long sum = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < step ? (byte)0 : row[i - step];
            var corner = i < step ? (byte)0 : above[i - step];
            var guess = filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => PngDecoder.Paeth(left, above[i], corner),
            };
            var difference = (byte)(row[i] - guess);
            output[i + 1] = difference;
            sum += Math.Min(difference, 256 - difference);
        }
        return sum;
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(body));
        file.Write(word);
    }
}
