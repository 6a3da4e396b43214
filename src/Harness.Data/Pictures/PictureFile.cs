namespace Harness.Data;

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
