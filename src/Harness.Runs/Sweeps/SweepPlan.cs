using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;

namespace Harness.Runs.Sweeps;

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

/// <summary>
/// How long a run will take: from stored runs of the same method, backbone, data set and scale, scaled by steps; without any, from
/// steps and batch size alone, which orders runs though it says little about seconds.
/// </summary>
public sealed class CostEstimate(IReadOnlyList<RunRecord> past)
{
    private const double SecondsPerStepGuess = 0.03;
    private const double SecondsAroundTraining = 4;

    /// <summary>Optimiser steps that a configuration plans.</summary>
    public static int Steps(RunConfig config) =>
        !(MethodCatalog.Find(config.Method.Name)?.Trains ?? false) ? 0
        : config.Train.MaxSteps > 0 ? config.Train.MaxSteps
        : config.Train.Epochs * ((config.Train.NTrain + config.Train.BatchSize - 1) / config.Train.BatchSize);

    public double Seconds(RunConfig config)
    {
        var steps = Steps(config);
        var alike = past.Where(r =>
                (r.Method, r.Backbone, r.Dataset, r.Scale)
                == (config.Method.Name, config.Backbone.Name, config.Dataset.Name, config.Scale)
            )
            .ToList();
        if (alike.Count == 0)
            return SecondsAroundTraining + steps * SecondsPerStepGuess * config.Train.BatchSize / 16;
        var nearest = alike.MinBy(r => (Math.Abs(Math.Log2((double)r.NTrain / config.Train.NTrain)), -r.Started.Ticks))!;
        return steps == 0 || nearest.Steps == 0 ? nearest.Seconds : nearest.Seconds * steps / nearest.Steps;
    }
}
