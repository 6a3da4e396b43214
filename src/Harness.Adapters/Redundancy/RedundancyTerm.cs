using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>
/// Term I (redundancy reduction): Lᴵ = λ/B · Σ_{i≠j} C_ij²,  C = Ĥₐᵀ·Ĥ, rows of Ĥₐ and Ĥ being the L2-normalised token vectors.
/// Paper: MixPHM, arXiv 2303.01239, first part of L_Ra.   Differs from the authors' code: no, but for the order of summation.
/// Shapes: hₐ, h [M, d] → scalar.
/// Σ C_ij² is ‖Ĥₐᵀ·Ĥ‖² = ⟨Ĥₐ·Ĥₐᵀ, Ĥ·Ĥᵀ⟩ (M×M matrices) and C_ii needs no product, so the d×d matrix is only formed where
/// it is the cheaper one: M·d² multiply-adds against 2·M²·d.
/// </summary>
public static class RedundancyTerm
{
    private const double Epsilon = 1e-12;

    /// <param name="branch">hₐ [M, d].</param>
    /// <param name="hidden">h [M, d].</param>
    /// <param name="batch">B, the number of samples the tokens come from.</param>
    public static Tensor Loss(Tensor branch, Tensor hidden, long batch, double lambda)
    {
        var a = nn.functional.normalize(branch, dim: 1, eps: Epsilon);
        var h = nn.functional.normalize(hidden, dim: 1, eps: Epsilon);
        return OffDiagonal(a, h, UsesTokenGram(a.shape[0], a.shape[1])) * (lambda / batch);
    }

    /// <summary>True when the two M×M Gram matrices cost less than the d×d product.</summary>
    public static bool UsesTokenGram(long tokens, long width) => 2 * tokens < width;

    /// <summary>Σ_{i≠j} (aᵀ·h)_ij² for a, h [M, d], along either way; both are exact.</summary>
    public static Tensor OffDiagonal(Tensor a, Tensor h, bool byTokenGram)
    {
        var diagonal = (a * h).sum(0L); // C_ii, [d]; a plain 0 would be read as an element type
        var all = byTokenGram ? (a.matmul(a.t()) * h.matmul(h.t())).sum() : a.t().matmul(h).pow(2).sum();
        return all - diagonal.pow(2).sum();
    }
}
