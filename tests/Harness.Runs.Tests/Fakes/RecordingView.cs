using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Runs.Tests.Fakes;

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingView : ISweepView
{
    public List<string> Lines { get; } = [];

    public void Planned(IReadOnlyList<RunRecord> reused, IReadOnlyList<SweepCell> waiting, int workers) =>
        Lines.Add($"planned {reused.Count} reused {waiting.Count} waiting {workers} workers");

    public void Started(SweepCell cell) => Lines.Add($"started {cell.Label}");

    public void Progressed(SweepCell cell, RunProgress progress) => Lines.Add($"progress {cell.Label}");

    public void Ended(SweepCell cell, CellOutcome outcome) => Lines.Add($"ended {cell.Label} {outcome.State} {outcome.Message}");

    public void Note(string line) => Lines.Add($"note {line}");
}
