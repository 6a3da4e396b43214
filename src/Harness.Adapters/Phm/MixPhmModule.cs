using Harness.Adapters.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// MixPHM adapter: h_a = γ·PHMᵘᵖ_{e₂}(Drop(f(PHMᵈⁿ_{e₁}(h)))),  out = h + h_a.
/// Paper: MixPHM, CVPR 2023, arXiv 2303.01239, section 3.   Differs from the authors' code: no (class <c>PHMAdapterMoE</c> of <c>phm_moe.py</c>).
/// Shapes: h [B, L, d] → [B, L, d]; bottleneck [B, L, d_r].
/// Parameters: N_dn·(k·(d + d_r) + d_r) + N_up·(k·(d + d_r) + d); N_dn or N_up is 1 where that side is shared.
/// Rank of h ↦ h_a before the activation: ≤ d_r.   Init: h_a is near zero, not zero (S ~ N(0, 0.01²)).
/// </summary>
public sealed class MixPhmModule : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly PhmBank MoA_A;
    private readonly PhmBank MoA_B;
    private readonly SiteAddress address;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;
    private readonly double scale;

    public MixPhmModule(SiteAddress address, PhmBank down, PhmBank up, string nonLinearity, double dropout, double scale)
        : base(nameof(MixPhmModule))
    {
        (this.address, this.dropout, this.scale) = (address, dropout, scale);
        activation = Activation.Named(nonLinearity);
        register_module("MoA_A", MoA_A = down);
        register_module("MoA_B", MoA_B = up);
    }

    /// <summary>Bank of down projections.</summary>
    public PhmBank DownBank => MoA_A;

    /// <summary>Bank of up projections.</summary>
    public PhmBank UpBank => MoA_B;

    public override Tensor forward(Tensor h, PassContext context)
    {
        var z = context.Drop(activation(MoA_A.call(h, context)), dropout); // [B, L, d_r]
        var (branch, product) = context is { Training: true, Trace: not null }
            ? MoA_B.Trained(z, context)
            : (MoA_B.call(z, context), null);
        if (scale != 1)
            (branch, product) = (branch * scale, null);
        context.Trace?.Add(address, h, branch, product);
        return h + branch;
    }
}
