using System.Collections.Concurrent;

namespace Harness.Runs;

/// <summary>
/// Lines of an input that is read ahead on its own thread, so that its end is seen while a task is under way. The driver closes it
/// only when it wants the worker gone, or when it died: then the process ends there and then, and leaves no half-written file
/// (every file appears by rename).
/// </summary>
internal sealed class DyingInput(TextReader input)
{
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
        if (busy || waiting.Count > 0)
            Environment.Exit(130);
    }
}
