namespace Harness.Data.Files;

/// <summary>Turns the system's file errors into one line that says what to do.</summary>
public static class FileErrors
{
    /// <summary>Runs <paramref name="action"/>; whatever the file system refuses becomes a user error about <paramref name="path"/>.</summary>
    /// <exception cref="UserErrorException">Exit code 3.</exception>
    public static void Explain(string path, Action action) =>
        Explain(
            path,
            () =>
            {
                action();
                return true;
            }
        );

    /// <summary>The same, with a result.</summary>
    /// <inheritdoc cref="Explain(string, Action)" path="/exception"/>
    public static T Explain<T>(string path, Func<T> function)
    {
        try
        {
            return function();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException(
                $"cannot write {path}: no permission; choose a folder that you may write to with --out.",
                UserErrorException.Missing,
                e
            );
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UserErrorException(
                $"cannot write {path}: its folder does not exist; run the same command again, or choose another folder with --out.",
                UserErrorException.Missing,
                e
            );
        }
        catch (IOException e)
        {
            throw new UserErrorException(
                $"cannot write {path}: {Reason(e)}; make room or choose another folder with --out, then run the same command again.",
                UserErrorException.Missing,
                e
            );
        }
    }

    /// <summary>Creates a folder with its parents.</summary>
    /// <exception cref="UserErrorException">Exit code 3.</exception>
    public static void CreateFolder(string path) => Explain(path, () => Directory.CreateDirectory(path));

    // .NET ends its messages with the path in quotes, which the line says already.
    private static string Reason(IOException e)
    {
        var text = e.Message.ReplaceLineEndings(" ").TrimEnd('.');
        var colon = text.IndexOf(" : '", StringComparison.Ordinal);
        return colon > 0 ? text[..colon].TrimEnd('.') : text;
    }
}
