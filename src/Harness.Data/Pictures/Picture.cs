using Harness.Data.Files;

namespace Harness.Data.Pictures;

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

/// <summary>Reads a picture file of any kind that <see cref="PictureCodec"/> knows; clear pixels become white.</summary>
public static class PictureFile
{
    /// <param name="maxPixels">A larger picture is refused before memory is asked for.</param>
    /// <exception cref="BadFileException">No such file, no picture, a damaged or too large one; exit code 3.</exception>
    public static Picture Read(string path, long maxPixels = PictureCodec.DefaultMaxPixels)
    {
        try
        {
            return PictureCodec.Decode(File.ReadAllBytes(path), maxPixels).On(new Rgb(255, 255, 255));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw new BadFileException(
                $"{path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}; name a picture file.",
                e
            );
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
}
