using Harness.Adapters.Numerics;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>One <see cref="BottleneckAdapter"/> at each target site. Parameters over K sites: K·(2·d·d_r + d_r + d).</summary>
public abstract record SeriesAdapterMethod : AdapterMethod
{
    protected override string AttachName => "adapter";

    public override long ClosedForm(IBackbone backbone) =>
        Sites(backbone).Sum(s => BottleneckAdapter.Parameters(s.Address.OutWidth, Bottleneck(s.Address.OutWidth)));

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        var at = Placement.Of(backbone);
        foreach (var site in Sites(backbone))
        {
            var (width, bottleneck) = (site.Address.OutWidth, Bottleneck(site.Address.OutWidth));
            var down = LinearLayer.Draw(width, bottleneck, generator, at);
            var up = LinearLayer.Draw(bottleneck, width, generator, at);
            site.Attach(AttachName, new BottleneckAdapter(site.Address, down, up, NonLinearity));
        }
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
