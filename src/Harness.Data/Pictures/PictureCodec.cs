using System.Buffers.Binary;
using Harness.Data.Files;
using SkiaSharp;

namespace Harness.Data.Pictures;

/// <summary>
/// PNG, JPEG and WebP pictures in memory, read and written by Skia. Colours stay as the file has them: no colour profile, gamma or
/// camera's orientation mark is applied, and sixteen-bit samples keep their upper byte, as in the published pipelines. Of an animation
/// the first frame is read.
/// </summary>
public static class PictureCodec
{
    /// <summary>Largest picture read unless told otherwise: 40 million pixels.</summary>
    public const long DefaultMaxPixels = 40_000_000;

    /// <param name="file">A whole file, its kind told by its first bytes.</param>
    /// <param name="maxPixels">A larger picture is refused before memory is asked for.</param>
    /// <exception cref="BadFileException">Of no known kind, damaged, cut short, or too large.</exception>
    public static unsafe Cutout Decode(ReadOnlySpan<byte> file, long maxPixels = DefaultMaxPixels)
    {
        var kind = Kind(file) ?? throw new BadFileException("neither PNG, JPEG nor WebP; convert it to one of these");
        if (kind == "PNG" && !IsWhole(file))
            throw Bad(kind);
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw Bad(kind);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > Math.Min(maxPixels, Array.MaxLength / 4))
            throw new BadFileException($"{kind} of {width}×{height} pixels; at most {maxPixels} pixels are read");
        // Deflate expands 1032-fold at best, and no pixel takes less than a bit.
        if (kind == "PNG" && (long)width * height / 8 > 1032L * file.Length)
            throw Bad(kind);
        var rgba = new byte[4 * width * height];
        fixed (byte* to = rgba)
        {
            var result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)to);
            return result == SKCodecResult.Success ? new Cutout(width, height, rgba) : throw Bad(kind);
        }
    }

    /// <summary>A PNG of eight bits a channel, without transparency.</summary>
    public static byte[] Encode(Picture picture)
    {
        Check(picture.Width, picture.Height, 3, picture.Rgb);
        return Encode(picture.Opaque(), SKAlphaType.Opaque);
    }

    /// <summary>A PNG of eight bits a channel, with transparency.</summary>
    public static byte[] Encode(Cutout cutout)
    {
        Check(cutout.Width, cutout.Height, 4, cutout.Rgba);
        return Encode(cutout, SKAlphaType.Unpremul);
    }

    private static unsafe byte[] Encode(Cutout cutout, SKAlphaType alpha)
    {
        fixed (byte* from = cutout.Rgba)
        {
            var info = new SKImageInfo(cutout.Width, cutout.Height, SKColorType.Rgba8888, alpha);
            using var pixels = new SKPixmap(info, (nint)from);
            using var png = pixels.Encode(SKPngEncoderOptions.Default);
            return png!.ToArray(); // only a size that Check refuses has none
        }
    }

    // Skia reads other kinds too; what is not wanted shall not reach their readers.
    private static string? Kind(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]) ? "PNG"
        : file is [0xFF, 0xD8, 0xFF, ..] ? "JPEG"
        : file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? "WebP"
        : null;

    // Whether chunk follows chunk up to the last: of a file that ends within one Skia takes the rows and compares no checksum.
    private static bool IsWhole(ReadOnlySpan<byte> png)
    {
        for (long at = 8; at + 12 <= png.Length; at += 12L + BinaryPrimitives.ReadUInt32BigEndian(png[(int)at..]))
            if (png[(int)(at + 4)..].StartsWith("IEND"u8))
                return true;
        return false;
    }

    // Skia's results do not tell reliably which of the two.
    private static BadFileException Bad(string kind) => new($"{kind} damaged or cut short; fetch or convert it again");

    private static void Check(int width, int height, int channels, byte[] samples)
    {
        if (width < 1 || height < 1 || samples.Length != (long)width * height * channels)
            throw new ArgumentException(
                $"A picture of {width}×{height} with {channels} channels does not have {samples.Length} samples."
            );
    }
}
