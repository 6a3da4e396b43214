using Harness.Adapters.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// Compacter adapter: h_a = PHMᵘᵖ(f(PHMᵈⁿ(h))),  out = h + h_a.
/// Paper: Mahabadi et al., NeurIPS 2021, arXiv 2106.04647, section 4.   Differs from the authors' code: there, a controller adds the residual.
/// Shapes: h [B, L, d] → [B, L, d]; bottleneck [B, L, d_r].   Names: <c>down_sampler</c>, <c>up_sampler</c>.
/// Parameters: 2·k·(d + d_r) + d_r + d.   Init: see <see cref="PhmLinear"/>.
/// </summary>
public sealed class CompacterModule : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly PhmLinear down_sampler;
    private readonly PhmLinear up_sampler;
    private readonly SiteAddress address;
    private readonly Func<Tensor, Tensor> activation;

    public CompacterModule(SiteAddress address, PhmLinear down, PhmLinear up, string nonLinearity) : base(nameof(CompacterModule))
    {
        this.address = address;
        activation = Activation.Named(nonLinearity);
        register_module("down_sampler", down_sampler = down);
        register_module("up_sampler", up_sampler = up);
    }

    public override Tensor forward(Tensor h, PassContext context)
    {
        var branch = up_sampler.call(activation(down_sampler.call(h)));
        context.Trace?.Add(address, h, branch);
        return h + branch;
    }
}
