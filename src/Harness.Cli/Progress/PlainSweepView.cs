using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Progress;

/// <summary>One line an event, for logs and pipes.</summary>
internal sealed class PlainSweepView(TextWriter output) : ISweepView
{
    private int ended;
    private int all;
    private RemainingTime? remaining;

    public void Planned(IReadOnlyList<RunRecord> reused, IReadOnlyList<SweepCell> waiting, int workers)
    {
        all = waiting.Count;
        remaining = new RemainingTime(waiting, workers);
        output.WriteLine(Wording.Planned(reused.Count, waiting.Count, workers, remaining.Left));
    }

    public void Started(SweepCell cell) { }

    public void Progressed(SweepCell cell, RunProgress progress) { }

    public void Ended(SweepCell cell, CellOutcome outcome)
    {
        ended++;
        remaining!.Ended(cell);
        var left = ended < all ? $" ({Wording.Duration(remaining.Left)} left)" : "";
        output.WriteLine($"[{ended}/{all}] {Wording.Outcome(cell, outcome)}{left}");
    }

    public void Note(string line) => output.WriteLine($"note: {line}");
}
