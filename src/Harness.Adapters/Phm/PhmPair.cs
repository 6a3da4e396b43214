using Harness.Adapters.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// One whole PHM adapter: out = h + PHMᵘᵖ(Drop(f(PHMᵈⁿ(h)))).
/// Paper: Compacter, arXiv 2106.04647, section 4 (with dropout 0), and one expert of MixPHM's pair layout.
/// Shapes: h [B, L, d] → branch [B, L, d].   Parameters: k·(d + d_r)·2 + d_r + d.
/// </summary>
public sealed class PhmPair : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly PhmLinear down_sampler;
    private readonly PhmLinear up_sampler;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public PhmPair(PhmLinear down, PhmLinear up, string nonLinearity, double dropout)
        : base(nameof(PhmPair))
    {
        this.dropout = dropout;
        activation = Activation.Named(nonLinearity);
        register_module("down_sampler", down_sampler = down);
        register_module("up_sampler", up_sampler = up);
    }

    public PhmLinear DownSampler => down_sampler;

    public PhmLinear UpSampler => up_sampler;

    /// <summary>The branch h_a, without the residual.</summary>
    public override Tensor forward(Tensor h, PassContext context) =>
        up_sampler.call(context.Drop(activation(down_sampler.call(h)), dropout));
}
