using System.Collections.Concurrent;

namespace Harness.Runs.Sweeps.Workers;

/// <summary>
/// Lines of an input that is read ahead on its own thread, so that its end is seen while a task is under way. The driver closes it
/// only when it wants the worker gone, or when it died: then the task has a moment to save where it stands, and the process ends.
/// It leaves no half-written file (every file appears by rename).
/// </summary>
/// <param name="gone">Cancelled when the input ends while a task is under way.</param>
internal sealed class DyingInput(TextReader input, CancellationTokenSource gone)
{
    // A driver waits a little longer before it kills.
    private static readonly TimeSpan moment = TimeSpan.FromSeconds(4);

    private readonly BlockingCollection<string> waiting = [];
    private volatile bool busy;

    /// <summary>Each line when it is asked for; asking says that the one before is done.</summary>
    public IEnumerable<string> Lines()
    {
        new Thread(Read) { IsBackground = true, Name = "worker input" }.Start();
        foreach (var line in waiting.GetConsumingEnumerable())
        {
            busy = true;
            yield return line;
            busy = false;
        }
    }

    private void Read()
    {
        while (input.ReadLine() is { } line)
            waiting.Add(line);
        waiting.CompleteAdding();
        if (!busy && waiting.Count == 0)
            return;
        gone.Cancel();
        Thread.Sleep(moment);
        Environment.Exit(130);
    }
}
