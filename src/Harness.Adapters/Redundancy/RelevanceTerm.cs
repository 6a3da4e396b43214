using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>
/// Term II (task relevance): a Jensen–Shannon bound on the mutual information of a token's branch hₐ and the state g of its sample,
/// Lᴵᴵ = mean over (token, other sample) of [sp(−s) + s − ln 2] − mean over tokens of [ln 2 − sp(−s)],  s = hₐ·g,  sp = softplus.
/// Paper: MixPHM, arXiv 2303.01239, second part of L_Ra; bound of Deep InfoMax, arXiv 1808.06670.
/// Differs from the authors' code: no; with one sample there are no negatives, and only the second mean remains (there: 0/0).
/// Shapes: hₐ [M, d], g [B, d], sample of each token [M] → scalar; negative values are normal.
/// </summary>
public static class RelevanceTerm
{
    private static readonly double Ln2 = Math.Log(2);

    public static Tensor Loss(Tensor branch, Tensor pooled, Tensor sample) => LossOf(branch, pooled, Pairs(sample, pooled.shape[0], branch.dtype));

    /// <summary>Which sample is a token's own and which are others, 1 or 0: both [M, B]. They serve every adapter of a stack.</summary>
    public static (Tensor own, Tensor others) Pairs(Tensor sample, long batch, ScalarType type)
    {
        var own = sample.unsqueeze(1).eq(arange(batch, device: sample.device)).to_type(type);
        return (own, own * -1.0 + 1.0);
    }

    /// <param name="pairs">See <see cref="Pairs"/>.</param>
    public static Tensor LossOf(Tensor branch, Tensor pooled, (Tensor own, Tensor others) pairs)
    {
        var batch = pooled.shape[0];
        var score = branch.matmul(pooled.t()); // [M, B]
        var soft = nn.functional.softplus(-score);
        var tokens = score.shape[0];
        var positive = ((soft * -1.0 + Ln2) * pairs.own).sum() / tokens;
        if (batch == 1)
            return -positive;
        var negative = ((soft + score - Ln2) * pairs.others).sum() / (tokens * (batch - 1));
        return negative - positive;
    }

    /// <summary>g [B, d]: the mean of a stack's final state over the positions that the selection counts.</summary>
    public static Tensor Pool(Tensor hidden, Tensor mask, TokenSelection selection)
    {
        if (selection == TokenSelection.Prefix)
            return hidden.mean([1L]);
        var weight = mask.ne(0).to_type(hidden.dtype).unsqueeze(-1); // [B, L, 1]
        return (hidden * weight).sum(1) / weight.sum(1).clamp(min: 1);
    }
}
