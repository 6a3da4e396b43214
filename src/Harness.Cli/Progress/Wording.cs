using System.Globalization;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Progress;

/// <summary>How runs are spoken of, on terminals and in logs.</summary>
internal static class Wording
{
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 1 => "under 1 s",
            < 90 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            < 5400 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
        };

    public static string Planned(int reused, int waiting, int workers, TimeSpan expected) =>
        waiting == 0
            ? $"{reused} runs, all stored already."
            : $"{reused + waiting} runs: {reused} stored already, {waiting} to make with {workers} {(workers == 1 ? "worker" : "workers")}, about {Duration(expected)}.";

    public static string Outcome(SweepCell cell, CellOutcome outcome) =>
        outcome.State switch
        {
            CellState.Failed => $"{cell.Label}: FAILED: {outcome.Message}",
            CellState.Busy => $"{cell.Label}: {outcome.Message}",
            _ => $"{cell.Label}: {Score(outcome.Record!)}{(outcome.State == CellState.Reused ? ", stored already" : "")}",
        };

    /// <summary>E.g. <c>45.10 % (dev 43.75) in 12.3 s</c>.</summary>
    public static string Score(RunRecord run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Score:0.00} %{(run.DevScore is { } dev ? string.Create(CultureInfo.InvariantCulture, $" (dev {dev:0.00})") : "")} in {run.Seconds:0.0} s{(run.Resumed > 0 ? ", resumed" : "")}"
        );

    public static string Progress(RunProgress p) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"step {p.Step}/{p.Steps}{(p.DevScore is { } dev ? string.Create(CultureInfo.InvariantCulture, $", dev {dev:0.0} %") : "")}"
        );
}
