using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>
/// Term I (redundancy reduction): Lᴵ = λ/B · Σ_{i≠j} C_ij²,  C = Ĥₐᵀ·Ĥ, rows of Ĥₐ and Ĥ being the L2-normalised token vectors.
/// Paper: MixPHM, arXiv 2303.01239, first part of L_Ra.   Differs from the authors' code: no, but for the order of summation.
/// Shapes: hₐ, h [M, d] → scalar.
/// Σ C_ij² is ‖Ĥₐᵀ·Ĥ‖² = ⟨Ĥₐ·Ĥₐᵀ, Ĥ·Ĥᵀ⟩ (M×M matrices) and C_ii needs no product, so the d×d matrix is only formed where
/// it is the cheaper one: M·d² multiply-adds against 2·M²·d. A branch hₐ = z·W + b of r columns needs neither where r is small: with
/// V = [W; b] and P = (D⁻¹·[z, 1])ᵀ·Ĥ, D holding the lengths of hₐ's rows, C = Vᵀ·P, so Σ C_ij² = ⟨V·Vᵀ·P, P⟩ and C_ii = Σ_a V_ai·P_ai:
/// M·(r + 1)·d + 2·(r + 1)²·d multiply-adds, a tenth at T5-base size.
/// </summary>
public static class RedundancyTerm
{
    private const double Epsilon = 1e-12;

    // Multiply-adds in the time that the product's further operators take; small models are better off without them.
    private const double FurtherOperators = 2e7;

    /// <param name="branch">hₐ [M, d].</param>
    /// <param name="hidden">h [M, d].</param>
    /// <param name="batch">B, the number of samples the tokens come from.</param>
    /// <param name="product">The product that the branch is, z [M, r]; used where it is cheaper.</param>
    public static Tensor Loss(Tensor branch, Tensor hidden, long batch, double lambda, BranchProduct? product = null)
    {
        var h = nn.functional.normalize(hidden, dim: 1, eps: Epsilon);
        var (tokens, width) = (branch.shape[0], branch.shape[1]);
        var sum = product is not null && UsesProduct(tokens, width, product.Right.shape[0])
            ? OffDiagonal(product, branch, h)
            : OffDiagonal(nn.functional.normalize(branch, dim: 1, eps: Epsilon), h, UsesTokenGram(tokens, width));
        return sum * (lambda / batch);
    }

    /// <summary>True when the branch's product of <paramref name="inner"/> columns costs less than either matrix.</summary>
    public static bool UsesProduct(long tokens, long width, long inner)
    {
        double m = tokens, d = width, r = inner + 1;
        return m * r * d + 2 * r * r * d + FurtherOperators < Math.Min(m * d * d, 2 * m * m * d);
    }

    /// <summary>Σ_{i≠j} (âᵀ·h)_ij² for h [M, d] and the normalised rows â of the branch [M, d], from the branch's product; exact.</summary>
    public static Tensor OffDiagonal(BranchProduct product, Tensor branch, Tensor h)
    {
        var (left, right) = (product.Left, product.Right);
        if (product.Bias is { } bias)
        {
            left = cat([left, ones(left.shape[0], 1, dtype: left.dtype, device: left.device)], 1); // [M, r + 1]
            right = cat([right, bias.unsqueeze(0)], 0); // V, [r + 1, d]
        }
        var lengths = branch.norm(1, true).clamp_min(Epsilon); // [M, 1]
        var mixed = (left / lengths).t().matmul(h); // P, [r + 1, d]
        var all = (right.matmul(right.t()).matmul(mixed) * mixed).sum();
        return all - (right * mixed).sum(0L).pow(2).sum();
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
