using Harness.Adapters.Experts;
using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// MixPHM adapter: h_a = γ·PHMᵘᵖ_{e₂}(Drop(f(PHMᵈⁿ_{e₁}(h)))),  out = h + h_a.
/// Paper: MixPHM, CVPR 2023, arXiv 2303.01239, section 3.   Differs from the authors' code: no (class <c>PHMAdapterMoE</c> of <c>phm_moe.py</c>).
/// Shapes: h [B, L, d] → [B, L, d]; bottleneck [B, L, d_r].
/// Parameters: N_dn·(k·(d + d_r) + d_r) + N_up·(k·(d + d_r) + d); N_dn or N_up is 1 where that side is shared.
/// Rank of h ↦ h_a before the activation: ≤ d_r.   Init: h_a is near zero, not zero (S ~ N(0, 0.01²)).
/// </summary>
public sealed class MixPhmModule : ResidualAdapter
{
    private readonly PhmBank MoA_A;
    private readonly PhmBank MoA_B;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;
    private readonly double scale;

    public MixPhmModule(SiteAddress address, PhmBank down, PhmBank up, string nonLinearity, double dropout, double scale)
        : base(nameof(MixPhmModule), address)
    {
        (this.dropout, this.scale) = (dropout, scale);
        activation = Activation.Named(nonLinearity);
        register_module("MoA_A", MoA_A = down);
        register_module("MoA_B", MoA_B = up);
    }

    /// <summary>Bank of down projections.</summary>
    public PhmBank DownBank => MoA_A;

    /// <summary>Bank of up projections.</summary>
    public PhmBank UpBank => MoA_B;

    private protected override (Tensor, BranchProduct?) Branch(Tensor h, PassContext context)
    {
        var z = context.Drop(activation(MoA_A.call(h, context)), dropout); // [B, L, d_r]
        var (branch, product) = context is { Training: true, Trace: not null }
            ? MoA_B.Trained(z, context)
            : (MoA_B.call(z, context), null);
        return scale == 1 ? (branch, product) : (branch * scale, null);
    }
}

/// <summary>
/// A bank of PHM layers p → q. Level 3 averages T, U, b and S separately: W̃ = Σᵢ S̃ᵢ ⊗ (T̃ᵢ·Ũᵢ), which is not the mean of the W's.
/// Paper: MixPHM, arXiv 2303.01239, weight aggregation.   Differs from the authors' code: see <see cref="ExpertBank{TExpert}"/>.
/// Parameters: N·(k·(p + q) + q).   Init: the experts are copies of one drawn layer.
/// </summary>
public sealed class PhmBank(IReadOnlyList<PhmLinear> experts, int inferenceLevel)
    : ExpertBank<PhmLinear>(nameof(PhmBank), experts, inferenceLevel)
{
    /// <summary>The factors of the averaged expert.</summary>
    public PhmFactors AveragedFactors() => PhmFactors.Average([.. Experts.Select(e => e.Factors)], MixingWeights());

    /// <summary>The drawn expert's output in training, with the product that it is; null where its weight was not built.</summary>
    public (Tensor output, BranchProduct? product) Trained(Tensor x, PassContext context) => Drawn(context).Product(x);

    protected override Func<Tensor, Tensor> Averaged(PassContext context) => context.Cached(this, Build).Apply;

    private PhmOperator Build()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        // Built once and applied many times, so that only the cost per token counts.
        var plan = PhmCost.Choose(Experts[0].Shape, tokens: 1, built: true);
        return PhmOperator.Prepare(AveragedFactors(), plan).Kept();
    }
}
