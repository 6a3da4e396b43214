namespace Harness.Data;

/// <summary>Reads a picture file of any kind that is known here, told by its content. Clear pixels become white.</summary>
public static class PictureFile
{
    private static readonly Rgb paper = new(255, 255, 255);

    /// <exception cref="UserErrorException">No such file, no picture, or a damaged or too large one; exit code 3, naming the file.</exception>
    public static Picture Read(string path)
    {
        try
        {
            return PngDecoder.Decode(File.ReadAllBytes(path)).On(paper);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            throw new UserErrorException($"{path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}; name a picture file.", UserErrorException.Missing, e);
        }
        catch (BadFileException e)
        {
            throw new UserErrorException($"{path} cannot be read as a picture: {e.Message}.", UserErrorException.Missing, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {e.Message}", UserErrorException.Missing, e);
        }
    }
}
