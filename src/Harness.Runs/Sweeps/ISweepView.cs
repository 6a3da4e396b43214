using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;

namespace Harness.Runs.Sweeps;

/// <summary>One cell of a sweep, with its key and the seconds that it is expected to take.</summary>
public sealed record SweepCell(ResolvedConfig Config, RunKey Key, double EstimatedSeconds)
{
    /// <summary>How people call it, e.g. <c>mixphm · stamp-scenes · N_D 64 · seed 13</c>.</summary>
    public string Label =>
        $"{Config.Config.Method.Name} · {Config.Config.Dataset.Name} · N_D {Config.Config.Train.NTrain} · seed {Config.Config.Train.Seed}";
}

/// <summary>Is told what happens in a sweep, one call at a time.</summary>
public interface ISweepView
{
    /// <param name="reused">Cells that are stored already.</param>
    /// <param name="waiting">Cells to carry out, in the order in which they start.</param>
    void Planned(IReadOnlyList<RunRecord> reused, IReadOnlyList<SweepCell> waiting, int workers);

    void Started(SweepCell cell);

    void Progressed(SweepCell cell, RunProgress progress);

    void Ended(SweepCell cell, CellOutcome outcome);

    /// <summary>Something worth a line, e.g. that another driver has the remaining cells.</summary>
    void Note(string line);
}
