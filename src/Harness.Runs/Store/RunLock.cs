using Harness.Data.Files;

namespace Harness.Runs.Store;

/// <summary>
/// The right to carry out one run. The operating system holds it for the process and releases it when the process ends in
/// whatever way, so a lock is never stale. A file beside it says who had it last.
/// </summary>
public sealed class RunLock : IDisposable
{
    // EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream file;

    private RunLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, or returns null when another process has it.</summary>
    /// <exception cref="Harness.Data.Files.UserErrorException">The folder cannot be written to.</exception>
    public static RunLock? TryTake(string path)
    {
        FileErrors.CreateFolder(Path.GetDirectoryName(path)!);
        var stream = FileErrors.Explain(
            path,
            () =>
            {
                try
                {
                    return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException e) when (taken.Contains(e.HResult))
                {
                    return null;
                } // refused while a holder lives: the answer, not an error
            }
        );
        if (stream is null)
            return null;
        AtomicFile.ClearTemporaries(HolderFile(path));
        AtomicFile.WriteText(HolderFile(path), $"process {Environment.ProcessId} on {Environment.MachineName}\n");
        return new RunLock(stream);
    }

    /// <summary>Who has or had the lock, e.g. <c>process 17 on gpu1</c>; empty where nobody.</summary>
    public static string Holder(string path) => File.Exists(HolderFile(path)) ? File.ReadAllText(HolderFile(path)).Trim() : "";

    public void Dispose() => file.Dispose();

    private static string HolderFile(string path) => Path.ChangeExtension(path, ".holder");
}
