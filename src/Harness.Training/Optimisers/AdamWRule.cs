namespace Harness.Training;

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
