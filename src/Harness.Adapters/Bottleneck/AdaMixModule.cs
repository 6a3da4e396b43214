using Harness.Adapters.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// AdaMix adapter: out = h + up_{e₂}(f(down_{e₁}(h))), the experts drawn independently for each bank and pass.
/// Paper: Wang et al., EMNLP 2022, arXiv 2205.12410, section 3.   Differs from the authors' code: no (module <c>ExpertSoup</c> in MixPHM's).
/// Shapes: h [B, L, d] → [B, L, d].   Names: <c>MoA_A</c>, <c>MoA_B</c>.
/// Parameters: N_dn·(d·d_r + d_r) + N_up·(d_r·d + d); N_dn or N_up is 1 where that side is shared.
/// </summary>
public sealed class AdaMixModule : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly LinearBank MoA_A;
    private readonly LinearBank MoA_B;
    private readonly SiteAddress address;
    private readonly Func<Tensor, Tensor> activation;

    public AdaMixModule(SiteAddress address, LinearBank down, LinearBank up, string nonLinearity)
        : base(nameof(AdaMixModule))
    {
        this.address = address;
        activation = Activation.Named(nonLinearity);
        register_module("MoA_A", MoA_A = down);
        register_module("MoA_B", MoA_B = up);
    }

    public override Tensor forward(Tensor h, PassContext context)
    {
        var branch = MoA_B.call(activation(MoA_A.call(h, context)), context);
        context.Trace?.Add(address, h, branch);
        return h + branch;
    }
}
