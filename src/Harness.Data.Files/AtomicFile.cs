using System.Text;

namespace Harness.Data.Files;

/// <summary>
/// Writes files so that a reader sees the old content or the new one, never a part: temporary file beside the target, flush to the
/// disk, rename. Every file that the harness writes whole goes through here.
/// </summary>
public static class AtomicFile
{
    /// <summary>What temporary files end with; after a crash, files with this ending can be deleted.</summary>
    public const string TemporarySuffix = ".partial";

    /// <summary>Replaces <paramref name="path"/> with what <paramref name="write"/> puts into the stream.</summary>
    /// <exception cref="UserErrorException">Disk full, folder gone or read-only; exit code 3.</exception>
    public static void Write(string path, Action<Stream> write) => FileErrors.Explain(path, () => Replace(path, write));

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

    /// <summary>As <see cref="Write"/>, for callers that explain the system's errors themselves.</summary>
    /// <exception cref="IOException">Disk full, folder gone.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public static void Replace(string path, Action<Stream> write) =>
        ReplaceByName(
            path,
            temporary =>
            {
                // An exclusive lock would outlive the stream in a process that another thread is just starting, and readers be refused.
                using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read);
                write(stream);
                stream.Flush(flushToDisk: true);
            }
        );

    /// <summary>As <see cref="Replace"/>, for writers that open the temporary file by its name.</summary>
    /// <inheritdoc cref="Replace" path="/exception"/>
    public static void ReplaceByName(string path, Action<string> write)
    {
        // Threads and processes may write the same file at once; the last one to finish wins.
        var temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Deletes what processes that died while they wrote <paramref name="path"/> left; only for the one that alone may write it.</summary>
    /// <exception cref="UserErrorException">The folder is gone; exit code 3.</exception>
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
