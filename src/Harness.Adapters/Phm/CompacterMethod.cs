using Harness.Adapters.Numerics;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// Compacter as in MixPHM's comparison: one PHM adapter after each feed-forward sub-layer, one rule for the network.
/// Paper: arXiv 2106.04647; the original sets n = 4, rank 1, bottleneck 24 and two adapters a block (Compacter++: one).
/// Differs from the authors' code: layer norms stay frozen, as in MixPHM's comparison.
/// Parameters over K sites: K·(2·d_k·(d + d_r) + d_r + d) + n³.
/// </summary>
public sealed record CompacterMethod : PhmAdapterMethod
{
    public override string Name => "compacter";

    protected override string AttachName => "phm_adapter";

    public override long ClosedForm(IBackbone backbone)
    {
        var sites = Sites(backbone);
        return sites.Sum(s => Down(s.Address.OutWidth).Parameters + Up(s.Address.OutWidth).Parameters)
            + RuleParameters(2L * sites.Count);
    }

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        var rule = RegisterSharedRule(backbone, generator);
        foreach (var site in Sites(backbone))
            site.Attach(AttachName, Build(site.Address, rule, generator, Placement.Of(backbone)));
    }

    /// <summary>One module for a site, outside any backbone.</summary>
    /// <param name="rule">The shared rule; null for rules of its own.</param>
    public CompacterModule Build(SiteAddress address, PhmRule? rule, Generator generator, Placement at)
    {
        PhmLinear Layer(PhmShape shape) => new(shape, Init, generator, at, rule, FactorizedPhmRule);
        return new CompacterModule(address, Layer(Down(address.OutWidth)), Layer(Up(address.OutWidth)), NonLinearity);
    }
}
