using System.Diagnostics;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Progress;

/// <summary>Expected time to the end of a sweep: estimates of the cells, corrected by how long the ended ones really took.</summary>
internal sealed class RemainingTime(IReadOnlyList<SweepCell> cells, int workers)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private double planned = cells.Sum(c => c.EstimatedSeconds);
    private double done;

    public TimeSpan Left
    {
        get
        {
            var spent = Stopwatch.GetElapsedTime(started).TotalSeconds;
            // Before anything ended the estimates are all there is.
            var factor = done > 0 ? spent / done : 1.0 / Math.Max(1, workers);
            return TimeSpan.FromSeconds(Math.Max(0, (planned - done) * factor));
        }
    }

    public void Ended(SweepCell cell) => done += cell.EstimatedSeconds;
}
