namespace Harness.Runs;

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
