namespace Harness.Runs;

/// <summary>What a sweep will do: stored runs to re-use and cells to carry out, longest first.</summary>
/// <param name="Reused">Stored runs, in the order of the cells.</param>
public sealed record SweepPlan(IReadOnlyList<RunRecord> Reused, IReadOnlyList<SweepCell> Waiting)
{
    /// <summary>Looks every cell up in the store.</summary>
    public static SweepPlan Of(IEnumerable<ResolvedConfig> configs, RunStore store, IRunExecutor executor, string packages)
    {
        var estimate = new CostEstimate(store.Runs);
        var cells = configs
            .Select(config => new SweepCell(config, RunKey.Of(config, executor, packages), estimate.Seconds(config.Config)))
            .DistinctBy(cell => cell.Key.Text)
            .ToList();
        return new SweepPlan(
            [.. cells.Select(cell => store.Find(cell.Key.Text)).OfType<RunRecord>()],
            [.. cells.Where(cell => store.Find(cell.Key.Text) is null).OrderByDescending(cell => cell.EstimatedSeconds)]
        );
    }

    /// <summary>Expected wall time with that many workers.</summary>
    public TimeSpan Expected(int workers) =>
        TimeSpan.FromSeconds(
            Math.Max(
                Waiting.Sum(cell => cell.EstimatedSeconds) / Math.Max(1, Math.Min(workers, Waiting.Count)),
                Waiting.Select(cell => cell.EstimatedSeconds).DefaultIfEmpty().Max()
            )
        );
}
