namespace Harness.Data;

/// <summary>
/// Reads a picture file of any kind that is known here, told by its content: PNG (managed), JPEG (libjpeg-turbo), WebP (libwebp). Clear
/// pixels become white; a camera's orientation mark is not obeyed, as in the published pipelines.
/// </summary>
public static class PictureFile
{
    private static readonly Rgb paper = new(255, 255, 255);

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <param name="maxPixels">A larger picture is refused before memory is asked for.</param>
    /// <exception cref="UserErrorException">No such file, no picture, a damaged or too large one, or the system library for its kind is missing; exit code 3.</exception>
    public static Picture Read(string path, long maxPixels = PngDecoder.DefaultMaxPixels)
    {
        try
        {
            return Decode(File.ReadAllBytes(path), maxPixels);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw new BadFileException($"{path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}; name a picture file.", e);
        }
        catch (BadFileException e)
        {
            throw new BadFileException($"{path} cannot be read as a picture: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The same from a file in memory.</summary>
    /// <exception cref="BadFileException">Of no known kind, damaged, or too large.</exception>
    /// <exception cref="UserErrorException">The system library for its kind is missing; exit code 3.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, long maxPixels = PngDecoder.DefaultMaxPixels)
    {
        if (file.StartsWith(PngSignature)) return PngDecoder.Decode(file, maxPixels).On(paper);
        if (file is [0xFF, 0xD8, 0xFF, ..]) return JpegDecoder.Decode(file, maxPixels);
        if (file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8)) return WebpDecoder.Decode(file, maxPixels).On(paper);
        throw new BadFileException("neither PNG, JPEG nor WebP; convert it to one of these");
    }

    /// <summary>Room for a picture, once its size is known to be allowed.</summary>
    internal static byte[] Allocate(string kind, long width, long height, int channels, long maxPixels)
    {
        if (width < 1 || height < 1) throw new BadFileException($"{kind} of {width}×{height} pixels");
        return width <= Math.Min(maxPixels, Array.MaxLength / channels) / height
            ? new byte[channels * width * height]
            : throw new BadFileException($"{kind} of {width}×{height} pixels; at most {maxPixels} pixels are read");
    }
}
