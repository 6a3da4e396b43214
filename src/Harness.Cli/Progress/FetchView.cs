using System.Diagnostics;
using System.Globalization;
using Harness.FullScale.Files;

namespace Harness.Cli.Progress;

/// <summary>How a fetch goes on: a line a file that ended, and every so often how much is here, how fast it comes and how long the rest takes.</summary>
/// <param name="live">On a terminal the line of progress is written over; elsewhere it is written twice a minute.</param>
internal sealed class FetchView(TextWriter output, bool live) : IFetchView
{
    private readonly Lock writing = new();
    private readonly Dictionary<string, (long First, long Last)> arrived = [];
    private readonly long started = Stopwatch.GetTimestamp();
    private TimeSpan shown;
    private int files,
        ended;
    private long expected;

    public void Planned(int files, long bytes)
    {
        (this.files, expected) = (files, bytes);
        if (files > 0)
            Note($"{files} files, about {Size(bytes)} to download");
    }

    public void Arrived(string name, long bytes)
    {
        lock (writing)
        {
            arrived[name] = (arrived.TryGetValue(name, out var before) ? before.First : bytes, bytes);
            var spent = Stopwatch.GetElapsedTime(started);
            if (spent - shown < (live ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(30)))
                return;
            shown = spent;
            Write(Line(spent), over: live);
        }
    }

    public void Ended(FetchOutcome outcome)
    {
        lock (writing)
            Write(
                $"[{++ended}/{files}] {outcome.File.Place}: {outcome.State switch { FetchState.Failed => outcome.Message, FetchState.Made => "made", _ => "fetched" }}"
            );
    }

    public void Note(string line)
    {
        lock (writing)
            Write($"note: {line}");
    }

    /// <summary>E.g. <c>13.5 GB</c>.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < units.Length - 1; unit++)
            value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }

    private string Line(TimeSpan spent)
    {
        // What lay here before this call says nothing about the connection.
        var (here, now) = (arrived.Values.Sum(a => a.Last), arrived.Values.Sum(a => a.Last - a.First));
        var rate = now / Math.Max(0.001, spent.TotalSeconds);
        var left = rate > 0 ? $", about {Wording.Duration(TimeSpan.FromSeconds(Math.Max(0, expected - here) / rate))} left" : "";
        return $"{Size(here)} of about {Size(expected)}, {Size((long)rate)}/s{left}";
    }

    private void Write(string line, bool over = false)
    {
        if (live)
            output.Write($"\r{line}\e[K{(over ? "" : "\n")}");
        else
            output.WriteLine(line);
    }
}
