using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// What the adapters in series have in common: h_a = up(f(down(h))),  out = h + h_a. They differ in what the two projections are.
/// Shapes: h [B, L, d] → [B, L, d]; bottleneck [B, L, d_r].
/// </summary>
public abstract class SeriesAdapter : ResidualAdapter
{
    // In an array so that torch's reflection over fields registers neither under a name of its own.
    private readonly nn.Module<Tensor, Tensor>[] layers;
    private readonly Func<Tensor, Tensor> activation;

    /// <param name="nonLinearity">Name of f, see <see cref="Activation"/>.</param>
    private protected SeriesAdapter(
        string name,
        SiteAddress address,
        (string name, nn.Module<Tensor, Tensor> module) down,
        (string name, nn.Module<Tensor, Tensor> module) up,
        string nonLinearity
    )
        : base(name, address)
    {
        activation = Activation.Named(nonLinearity);
        layers = [down.module, up.module];
        register_module(down.name, down.module);
        register_module(up.name, up.module);
    }

    private protected override (Tensor, BranchProduct?) Branch(Tensor h, PassContext context) =>
        (layers[1].call(activation(layers[0].call(h))), null);
}

/// <summary>
/// Bottleneck adapter: h_a = f(h·Aᵀ + a)·Bᵀ + b,  out = h + h_a.
/// Paper: Houlsby et al., ICML 2019, arXiv 1902.00751, section 2.1.
/// Differs from the authors' code: init as in MixPHM's comparison (torch's default), where Houlsby et al. start near zero.
/// Shapes: h [B, L, d] → [B, L, d];  A [d_r, d], a [d_r], B [d, d_r], b [d].   Names: <c>adapter_A</c>, <c>adapter_B</c>.
/// Parameters: 2·d·d_r + d_r + d.   Rank before the activation: ≤ d_r.   Init: see <see cref="LinearLayer"/>.
/// </summary>
public sealed class BottleneckAdapter(SiteAddress address, LinearLayer down, LinearLayer up, string nonLinearity)
    : SeriesAdapter(nameof(BottleneckAdapter), address, ("adapter_A", down), ("adapter_B", up), nonLinearity)
{
    public static long Parameters(long width, long bottleneck) =>
        LinearLayer.Parameters(width, bottleneck) + LinearLayer.Parameters(bottleneck, width);
}

/// <summary>One <see cref="BottleneckAdapter"/> at each target site. Parameters over K sites: K·(2·d·d_r + d_r + d).</summary>
public abstract record SeriesAdapterMethod : AdapterMethod
{
    protected override string AttachName => "adapter";

    public override long ClosedForm(IBackbone backbone) =>
        Sites(backbone).Sum(s => BottleneckAdapter.Parameters(s.Address.OutWidth, Bottleneck(s.Address.OutWidth)));

    public override BottleneckAdapter Build(SiteAddress address, Generator generator, Placement at)
    {
        var (width, bottleneck) = (address.OutWidth, Bottleneck(address.OutWidth));
        var down = LinearLayer.Draw(width, bottleneck, generator, at);
        var up = LinearLayer.Draw(bottleneck, width, generator, at);
        return new BottleneckAdapter(address, down, up, NonLinearity);
    }
}

/// <summary>
/// Pfeiffer: one adapter a block, after the feed-forward sub-layer, ReLU.
/// Paper: Pfeiffer et al., arXiv 2005.00247 / 2005.00052; row of MixPHM's comparison.   Differs from the authors' code: no.
/// </summary>
public sealed record PfeifferMethod : SeriesAdapterMethod
{
    public override string Name => "pfeiffer";
}

/// <summary>
/// Houlsby: two adapters a block, after self-attention and after the feed-forward sub-layer (none after cross-attention), swish.
/// Paper: Houlsby et al., arXiv 1902.00751; placement as in MixPHM's comparison.   Differs from the authors' code: no.
/// </summary>
public sealed record HoulsbyMethod : SeriesAdapterMethod
{
    public HoulsbyMethod()
    {
        NonLinearity = "swish";
        TargetSites = ["after_self_attention", "after_feed_forward"];
    }

    public override string Name => "houlsby";
}
