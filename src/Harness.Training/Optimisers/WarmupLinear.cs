namespace Harness.Training;

/// <summary>Linear warm-up to the peak rate, then linear decay to zero (both papers' schedule).</summary>
/// <param name="warmupSteps">Steps until the peak; the first step already has rate peak/warmupSteps·0 = 0 when positive, as published.</param>
public readonly record struct WarmupLinear(long warmupSteps, long totalSteps)
{
    /// <summary>Factor of the peak rate at zero-based <paramref name="step"/>.</summary>
    public double Factor(long step) =>
        step < warmupSteps
            ? (double)step / Math.Max(1, warmupSteps)
            : Math.Max(0.0, (double)(totalSteps - step) / Math.Max(1, totalSteps - warmupSteps));
}
