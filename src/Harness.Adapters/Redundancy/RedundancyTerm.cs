using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>
/// Term I (redundancy reduction): Lᴵ = λ/B · Σ_{i≠j} C_ij²,  C = Ĥₐᵀ·Ĥ, rows of Ĥₐ and Ĥ being the L2-normalised token vectors.
/// Paper: MixPHM, arXiv 2303.01239, first part of L_Ra.   Differs from the authors' code: no, but for the order of summation.
/// Shapes: hₐ, h [..., M, d] → scalar, summed over leading dimensions: the modules of a stack go side by side, which takes a call for all
/// of them where one each would take most of the time on small models and on a GPU.
/// Σ C_ij² is ‖Ĥₐᵀ·Ĥ‖² = ⟨Ĥₐ·Ĥₐᵀ, Ĥ·Ĥᵀ⟩ (M×M matrices) and C_ii needs no product, so the d×d matrix is only formed where
/// it is the cheaper one: M·d² multiply-adds against 2·M²·d. A branch hₐ = z·W + b of r columns needs neither where r is small: with
/// V = [W; b] and P = (D⁻¹·[z, 1])ᵀ·H, D holding for each row the lengths of hₐ and h multiplied, C = Vᵀ·P, so Σ C_ij² = ⟨V·Vᵀ·P, P⟩ and
/// C_ii = Σ_a V_ai·P_ai: M·(r + 1)·d + 2·(r + 1)²·d multiply-adds, a tenth at T5-base size, and no [M, d] but hₐ and h themselves.
/// </summary>
public static class RedundancyTerm
{
    private const double Epsilon = 1e-12;

    // Multiply-adds in the time that the product's further operators take; small models are better off without them.
    private const double FurtherOperators = 2e7;

    /// <param name="branch">hₐ [..., M, d].</param>
    /// <param name="hidden">h [..., M, d].</param>
    /// <param name="batch">B, the number of samples the tokens come from.</param>
    public static Tensor Loss(Tensor branch, Tensor hidden, long batch, double lambda) =>
        OffDiagonal(
            nn.functional.normalize(branch, dim: -1, eps: Epsilon),
            nn.functional.normalize(hidden, dim: -1, eps: Epsilon),
            UsesTokenGram(branch.shape[^2], branch.shape[^1])
        ) * (lambda / batch);

    /// <summary>The same from the products that the branches are; cheaper where <see cref="UsesProduct"/> says so.</summary>
    /// <param name="branches">hₐ [M, d] of each module.</param>
    /// <param name="hidden">h [M, d] of each module.</param>
    /// <param name="products">The branches as z [n, M, r], W [n, r, d] and b [n, d].</param>
    public static Tensor Loss(
        IReadOnlyList<Tensor> branches,
        IReadOnlyList<Tensor> hidden,
        BranchProduct products,
        long batch,
        double lambda
    )
    {
        var (left, right, _) = products.Joined(); // [n, M, r + 1]; V, [n, r + 1, d]
        var scaled = (left / (Lengths(branches) * Lengths(hidden))).transpose(1, 2).unbind(0);
        var mixed = stack(scaled.Zip(hidden, (l, h) => l.matmul(h))); // P, [n, r + 1, d]
        var all = (right.matmul(right.transpose(1, 2)).matmul(mixed) * mixed).sum();
        return (all - (right * mixed).sum(1).pow(2).sum()) * (lambda / batch);
    }

    /// <summary>True when the branch's product of <paramref name="inner"/> columns costs less than either matrix.</summary>
    public static bool UsesProduct(long tokens, long width, long inner)
    {
        double m = tokens,
            d = width,
            r = inner + 1;
        return m * r * d + 2 * r * r * d + FurtherOperators < Math.Min(m * d * d, 2 * m * m * d);
    }

    /// <summary>True when the two M×M Gram matrices cost less than the d×d product.</summary>
    public static bool UsesTokenGram(long tokens, long width) => 2 * tokens < width;

    /// <summary>Σ_{i≠j} (aᵀ·h)_ij² for a, h [..., M, d], along either way; both are exact.</summary>
    public static Tensor OffDiagonal(Tensor a, Tensor h, bool byTokenGram)
    {
        static Tensor T(Tensor x) => x.transpose(-2, -1);
        var diagonal = (a * h).sum(-2); // C_ii, [..., d]
        var all = byTokenGram ? (a.matmul(T(a)) * h.matmul(T(h))).sum() : T(a).matmul(h).pow(2).sum();
        return all - diagonal.pow(2).sum();
    }

    // Of the rows of each module, [n, M, 1].
    private static Tensor Lengths(IReadOnlyList<Tensor> rows) => stack(rows.Select(r => r.norm(1, true))).clamp_min(Epsilon);
}
