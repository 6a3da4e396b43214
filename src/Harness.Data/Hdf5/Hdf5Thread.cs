using System.Collections.Concurrent;
using Harness.Data.Files;

namespace Harness.Data.Hdf5;

/// <summary>
/// The one thread on which libhdf5 is called. It reports errors to a place of each thread's own, which is silenced for this one; it
/// may be entered by one caller at a time; and damaged files make it loop for ever now and then. A thread inside a library cannot be
/// stopped, so a caller waits for a while only, and the thread is then given up: the library holds its lock, hence no other thread of
/// the process could use it either.
/// </summary>
/// <param name="limit">Longest that a caller waits.</param>
internal sealed class Hdf5Thread(TimeSpan limit)
{
    private readonly Lock gate = new();
    private readonly BlockingCollection<Task> calls = [];
    private Thread? thread;
    private (string Path, Task Call) last = ("", Task.CompletedTask);

    /// <summary>For the library itself. The limit is long enough for a list of 100,000 groups from a slow disk.</summary>
    public static Hdf5Thread Shared { get; } = new(TimeSpan.FromMinutes(2));

    /// <summary>What <paramref name="call"/> returns or throws; one that consists of others changes threads once.</summary>
    /// <param name="path">The file that it is about.</param>
    /// <exception cref="BadFileException">It takes too long, or an earlier one still does.</exception>
    public T Call<T>(string path, Func<T> call)
    {
        if (Thread.CurrentThread == thread)
            return call();
        lock (gate)
        {
            if (!last.Call.IsCompleted)
                throw new BadFileException(
                    $"{path}: cannot be read, since libhdf5 is still busy with {last.Path}; leave that file out and start again"
                );
            if (thread is null)
            {
                // In the background, so that a call without end does not keep the process.
                thread = new Thread(Work) { IsBackground = true, Name = "libhdf5" };
                thread.Start();
            }
            var task = new Task<T>(call);
            last = (path, task);
            calls.Add(task);
            return Task.WaitAny([task], limit) == 0
                ? task.GetAwaiter().GetResult()
                : throw new BadFileException(
                    $"{path}: libhdf5 did not come back within {limit.TotalSeconds} s; "
                        + "the file is damaged, or its disk does not answer; fetch it again"
                );
        }
    }

    /// <summary>Closes a file, unless the library is busy without end.</summary>
    public void Close(string path, Func<int> close)
    {
        lock (gate)
            if (last.Call.IsCompleted)
                Call(path, close);
    }

    private void Work()
    {
        foreach (var call in calls.GetConsumingEnumerable())
            call.RunSynchronously();
    }
}
