using System.Text;

namespace Harness.Runs;

/// <summary>
/// Writes files so that a reader sees the old content or the new one, never a part: temporary file beside the target, flush to the
/// disk, rename.
/// </summary>
public static class AtomicFile
{
    /// <summary>What temporary files end with; whatever carries it after a crash is rubbish.</summary>
    public const string TemporarySuffix = ".partial";

    /// <summary>Replaces <paramref name="path"/> with what <paramref name="write"/> puts into the stream.</summary>
    /// <exception cref="Harness.Data.UserErrorException">Disk full, folder gone or read-only; exit code 3.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}{TemporarySuffix}";
        FileErrors.Explain(
            path,
            () =>
            {
                try
                {
                    // An exclusive lock would outlive the stream in a process that another thread is just starting, and readers be refused.
                    using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read))
                    {
                        write(stream);
                        stream.Flush(flushToDisk: true);
                    }
                    File.Move(temporary, path, overwrite: true);
                }
                catch
                {
                    TryDelete(temporary);
                    throw;
                }
            }
        );
    }

    /// <summary>UTF-8 without a byte-order mark.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>One line an item, each ended by a line feed.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteLines(string path, IEnumerable<string> lines) =>
        Write(
            path,
            stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
                foreach (var line in lines)
                    writer.WriteLine(line);
            }
        );

    /// <summary>Removes what processes that died while they wrote <paramref name="path"/> left; only for whoever alone may write it.</summary>
    /// <exception cref="Harness.Data.UserErrorException">The folder is gone; exit code 3.</exception>
    public static void ClearTemporaries(string path) =>
        FileErrors.Explain(
            path,
            () =>
            {
                foreach (
                    var file in Directory.GetFiles(
                        Path.GetDirectoryName(Path.GetFullPath(path))!,
                        $"{Path.GetFileName(path)}.*{TemporarySuffix}"
                    )
                )
                    TryDelete(file);
            }
        );

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        { /* the first error is the one to report */
        }
    }
}
