using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training.Optimisers;

/// <summary>Which published AdamW update is meant.</summary>
public enum AdamWRule
{
    /// <summary>
    /// transformers 4.x, used by the MixPHM authors: p ← p − lr·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v+ε), then p ← p − lr·λ·p.
    /// ε is added before the bias correction and decay follows the step.
    /// </summary>
    Transformers4,

    /// <summary>torch.optim.AdamW: p ← p·(1−lr·λ), then p ← p − lr/(1−β₁ᵗ)·m/(√(v/(1−β₂ᵗ))+ε).</summary>
    Torch,
}

/// <summary>Settings of <see cref="AdamW"/>; the defaults are the MixPHM authors' (lr 5e-3, ε 1e-6, decay 0.01).</summary>
public sealed record AdamWOptions
{
    public double LearningRate { get; init; } = 5e-3;
    public double Beta1 { get; init; } = 0.9;
    public double Beta2 { get; init; } = 0.999;
    public double Epsilon { get; init; } = 1e-6;
    public double WeightDecay { get; init; } = 0.01;
    public AdamWRule Rule { get; init; } = AdamWRule.Transformers4;
}

/// <summary>
/// Adam with decoupled weight decay. A parameter without a gradient is skipped: no decay, no moment update, and its own
/// step count stands still, so an expert that was not drawn is bit-identical afterwards.
/// Small parameters are updated side by side (<see cref="AdamWBlock"/>), with the result of updating each alone, bit for bit.
/// Source: Loshchilov and Hutter, arXiv 1711.05101; the two rules differ as <see cref="AdamWRule"/> says.
/// </summary>
public sealed class AdamW : IDisposable
{
    // Neighbours up to this many numbers are updated together; for more, copying them together costs more than the calls that it saves.
    private const long Small = 1 << 16;

    private readonly AdamWOptions options;
    private readonly List<AdamWParameter> states;
    private readonly List<AdamWBlock> blocks;

    /// <param name="parameters">Trainable parameters with their names; names with <c>bias</c> or <c>LayerNorm.weight</c> do not decay (the authors' rule).</param>
    public AdamW(IEnumerable<(string name, Parameter parameter)> parameters, AdamWOptions options)
    {
        this.options = options;
        LearningRate = options.LearningRate;
        using var noGrad = no_grad();
        states = [.. parameters.Select(p => new AdamWParameter(p.name, p.parameter, Decays(p.name)))];
        blocks =
        [
            .. states
                .Where(IsSmall)
                .GroupBy(s => (s.Decays, s.Parameter.dtype, s.Parameter.device_type, s.Parameter.device.index))
                .Select(g => new AdamWBlock([.. g])),
            .. states.Where(s => !IsSmall(s)).Select(s => new AdamWBlock([s])),
        ];
    }

    /// <summary>The rate of the next step; set by the schedule.</summary>
    public double LearningRate { get; set; }

    /// <summary>Clips the joint L2 norm of all present gradients to <paramref name="maxNorm"/> and returns the norm before.</summary>
    public double ClipGradients(double maxNorm) => nn.utils.clip_grad_norm_(states.Select(s => s.Parameter), maxNorm);

    /// <summary>One update of every parameter that has a gradient; gradients are dropped afterwards.</summary>
    public void Step()
    {
        using var noGrad = inference_mode(); // no_grad, and no bookkeeping for hundreds of views either
        using var scope = NewDisposeScope();
        foreach (var block in blocks)
            block.Step(options, LearningRate);
    }

    /// <summary>Moments and step counts, by <c>name/mean</c>, <c>name/square</c>, <c>name/steps</c>; live tensors, clone to keep.</summary>
    public IEnumerable<(string key, Tensor value)> StateTensors()
    {
        foreach (var s in states)
        {
            yield return ($"{s.Name}/mean", s.Mean);
            yield return ($"{s.Name}/square", s.Square);
            yield return ($"{s.Name}/steps", tensor(s.Steps));
        }
    }

    /// <summary>Restores what <see cref="StateTensors"/> gave.</summary>
    /// <exception cref="KeyNotFoundException">A key of this optimiser is missing.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> saved)
    {
        using var noGrad = no_grad();
        foreach (var s in states)
        {
            s.Mean.copy_(saved[$"{s.Name}/mean"]);
            s.Square.copy_(saved[$"{s.Name}/square"]);
            s.Steps = saved[$"{s.Name}/steps"].item<long>();
        }
    }

    public void Dispose()
    {
        foreach (var block in blocks)
            block.Dispose();
    }

    private static bool Decays(string name) =>
        !name.Contains("bias", StringComparison.Ordinal) && !name.Contains("LayerNorm.weight", StringComparison.Ordinal);

    private static bool IsSmall(AdamWParameter p) => p.Parameter.numel() <= Small && p.Parameter.is_contiguous();
}

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
