using Harness.Adapters.Numerics;
using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

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
