using Harness.Adapters.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// What the adapters in series have in common: h_a = up(f(down(h))),  out = h + h_a. They differ in what the two projections are.
/// Shapes: h [B, L, d] → [B, L, d]; bottleneck [B, L, d_r].
/// </summary>
public abstract class SeriesAdapter : nn.Module<Tensor, PassContext, Tensor>
{
    // In an array so that torch's reflection over fields registers neither under a name of its own.
    private readonly nn.Module<Tensor, Tensor>[] layers;
    private readonly SiteAddress address;
    private readonly Func<Tensor, Tensor> activation;

    /// <param name="nonLinearity">Name of f, see <see cref="Activation"/>.</param>
    private protected SeriesAdapter(
        string name,
        SiteAddress address,
        (string name, nn.Module<Tensor, Tensor> module) down,
        (string name, nn.Module<Tensor, Tensor> module) up,
        string nonLinearity
    )
        : base(name)
    {
        this.address = address;
        activation = Activation.Named(nonLinearity);
        layers = [down.module, up.module];
        register_module(down.name, down.module);
        register_module(up.name, up.module);
    }

    public override Tensor forward(Tensor h, PassContext context)
    {
        var branch = layers[1].call(activation(layers[0].call(h)));
        context.Trace?.Add(address, h, branch);
        return h + branch;
    }
}
