using Harness.Data;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Store;

namespace Harness.Runs.Execution;

/// <summary>Where a run stands.</summary>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Steps">Optimiser steps planned.</param>
/// <param name="Loss">Latest training loss; null where none was computed yet.</param>
/// <param name="DevScore">Latest dev score in %; null before the first look.</param>
public sealed record RunProgress(int Step, int Steps, double? Loss = null, double? DevScore = null);

/// <summary>What a run asks of an accelerator, counted from widths, tokens and steps; never measured.</summary>
/// <param name="TrainingFlops">Floating-point operations of all steps; a multiplication with its addition is two.</param>
/// <param name="EvaluationFlops">Those of all looks at dev and of the test.</param>
/// <param name="MemoryBytes">The larger of what training and evaluation hold at once.</param>
public sealed record RunCost(double TrainingFlops, double EvaluationFlops, double MemoryBytes);

/// <summary>The accelerator that an estimate is for.</summary>
/// <param name="TeraFlops">Peak in the precision that runs use, which is single.</param>
/// <param name="Utilisation">Share of the peak that is assumed to be reached, over everything.</param>
public sealed record Accelerator(double TeraFlops, double Utilisation)
{
    /// <summary>An NVIDIA A100 in single precision without tensor cores, as its data sheet has it; the share is a guess.</summary>
    public static Accelerator Assumed { get; } = new(19.5, 0.3);

    public double Hours(RunCost cost) => (cost.TrainingFlops + cost.EvaluationFlops) / (TeraFlops * 1e12 * Utilisation) / 3600;
}

/// <summary>
/// Carries out one run. What it returns may depend on the configuration, the data, the backbone and the code alone,
/// never on what the same process ran before.
/// </summary>
public interface IRunExecutor
{
    /// <summary>Prepares the data, tunes, evaluates.</summary>
    /// <param name="config">The resolved configuration.</param>
    /// <param name="folder">
    /// The run's folder, which exists. The executor leaves the adapter there and nothing else, whole or not at all; while it works it
    /// may keep <see cref="RunFiles.Checkpoint"/> there, from which an interrupted run goes on. The caller writes everything in
    /// <see cref="RunResult"/> and removes the checkpoint.
    /// </param>
    /// <param name="progress">Told about training now and then (a few times a second at most).</param>
    /// <param name="token">Cancelled on Ctrl-C; looked at between steps.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="UserErrorException">Something is missing or does not fit; one line.</exception>
    RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token);

    /// <summary>
    /// Makes what several runs share on disk (downloads, region features), so that worker processes do not all make it at once. Called by the
    /// driver of a sweep before its workers begin, once for each data set and backbone that its cells name.
    /// </summary>
    void Prepare(RunConfig config) { }

    /// <summary>What must lie on disk before the run can be made and is neither made nor fetched here, whether it is there or not.</summary>
    IReadOnlyList<NeededFile> Needs(RunConfig config) => [];

    /// <summary>What the run asks of an accelerator, by counting; null where only runs made before say how long it takes.</summary>
    RunCost? Cost(RunConfig config) => null;

    /// <summary>Hex SHA-256 of everything that decides the data of this run. Cheap: asked for every cell of a sweep.</summary>
    string DataDigest(RunConfig config);

    /// <summary>Hex SHA-256 of the backbone's weights (and of the region embedder's); empty for a run without a backbone.</summary>
    string BackboneDigest(RunConfig config);

    /// <summary>Hex digest of the code that decides this run's numbers, see <see cref="CodeFingerprint"/>.</summary>
    string CodeVersion(RunConfig config);
}
