using Harness.Adapters.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// MixPHM adapter with a learned gate at both banks: out = h + gated up(Drop(f(gated down(h)))).
/// Source: option <c>add_gate</c> of the MixPHM code.   Differs from the authors' code: no; like there, γ is not applied on this path.
/// Shapes: h [B, L, d] → [B, L, d].   Parameters: those of <see cref="MixPhmModule"/>, + N_dn·d + N_up·d_r.
/// The sum of both banks' balance losses goes to the pass's trace.
/// </summary>
public sealed class GatedMixPhmModule : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly GatedPhmBank MoA_A;
    private readonly GatedPhmBank MoA_B;
    private readonly SiteAddress address;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public GatedMixPhmModule(SiteAddress address, GatedPhmBank down, GatedPhmBank up, string nonLinearity, double dropout)
        : base(nameof(GatedMixPhmModule))
    {
        (this.address, this.dropout) = (address, dropout);
        activation = Activation.Named(nonLinearity);
        register_module("MoA_A", MoA_A = down);
        register_module("MoA_B", MoA_B = up);
    }

    public override Tensor forward(Tensor h, PassContext context)
    {
        var (down, downBalance) = MoA_A.call(h);
        var (branch, upBalance) = MoA_B.call(context.Drop(activation(down), dropout));
        context.Trace?.Add(address, h, branch);
        context.Trace?.AddBalance(address, downBalance + upBalance);
        return h + branch;
    }
}
