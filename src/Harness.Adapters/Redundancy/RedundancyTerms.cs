using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
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

/// <summary>
/// Term II (task relevance): a Jensen–Shannon bound on the mutual information of a token's branch hₐ and the state g of its sample,
/// Lᴵᴵ = mean over (token, other sample) of [sp(−s) + s − ln 2] − mean over tokens of [ln 2 − sp(−s)],  s = hₐ·g,  sp = softplus.
/// Paper: MixPHM, arXiv 2303.01239, second part of L_Ra; bound of Deep InfoMax, arXiv 1808.06670.
/// Differs from the authors' code: no; with one sample there are no negatives, and only the second mean remains (there: 0/0).
/// Shapes: s [..., M, B], sample of each token [M] → scalar, summed over leading dimensions; negative values are normal.
/// </summary>
public static class RelevanceTerm
{
    private static readonly double Ln2 = Math.Log(2);

    /// <summary>Of one module: hₐ [M, d], g [B, d].</summary>
    public static Tensor Loss(Tensor branch, Tensor pooled, Tensor sample) =>
        Loss(branch.matmul(pooled.t()), Weights(sample, pooled.shape[0], branch.dtype));

    /// <summary>What each (token, sample) counts in the means [M, B]: over all of them, and over other samples alone. They serve every adapter of a stack.</summary>
    public static (Tensor all, Tensor others) Weights(Tensor sample, long batch, ScalarType type)
    {
        var own = sample.unsqueeze(1).eq(arange(batch, device: sample.device)).to_type(type) / sample.shape[0];
        var others = own.eq(0).to_type(type) / (sample.shape[0] * Math.Max(1, batch - 1)); // of one sample there are none
        return (own + others, others);
    }

    /// <param name="score">s [..., M, B].</param>
    /// <param name="weights">See <see cref="Weights"/>.</param>
    public static Tensor Loss(Tensor score, (Tensor all, Tensor others) weights) =>
        ((nn.functional.softplus(-score) - Ln2) * weights.all + score * weights.others).sum();

    /// <summary>g [B, d]: the mean of a stack's final state over the positions that the selection counts.</summary>
    public static Tensor Pool(Tensor hidden, Tensor mask, TokenSelection selection) =>
        selection == TokenSelection.Prefix ? hidden.mean([1L]) : MaskedMean.Of(hidden, mask);
}
