using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Routing;

/// <summary>
/// Adapters with a routing function in the bottleneck, after self-attention and after the feed-forward sub-layer.
/// Paper: Qu, Tuytelaars and Moens, ECCV 2024, arXiv 2403.09377, Adapter form.
/// Differs from the authors' code: true transpose by default. <c>adapter_residual</c> and <c>adapter_shared_per_block</c> are off for
/// RoBERTa and on for GPT-2 there.
/// Parameters over K modules: K·(2·d·r + r + d), + norms; K is half the sites when a block shares one module.
/// </summary>
public sealed record RoutingAdapterMethod : RoutingMethod
{
    private const double InitialSigma = 0.02;
    private const string AttachName = "adapter";

    [Option("non_linearity", "activation, after the routing function")]
    public string NonLinearity { get; init; } = "gelu";

    [Option("adapter_residual", "whether the module adds its input to its output")]
    public bool AdapterResidual { get; init; } = true;

    [Option("adapter_shared_per_block", "one module for all sites of a block, as in the released GPT-2 model")]
    public bool SharedPerBlock { get; init; }

    [Option("target_sites", "hidden-state sites that get a module")]
    public IReadOnlyList<string> TargetSites { get; init; } = ["after_self_attention", "after_feed_forward"];

    public override string Name => "routing_adapter";

    public override IEnumerable<string> ValueProblems()
    {
        foreach (var problem in base.ValueProblems())
            yield return problem;
        if (TargetSites.Count == 0)
            yield return "target_sites: no site is named.";
        if (Activation.Problem(NonLinearity) is { } unknown)
            yield return unknown;
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone) =>
        base.FitProblems(backbone).Concat(SiteSelection.HiddenProblems(backbone, TargetSites, Stacks));

    public override long ClosedForm(IBackbone backbone) =>
        NormParameters(backbone) + Modules(backbone).Sum(m => BottleneckAdapter.Parameters(m[0].Address.OutWidth, R));

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        var at = Placement.Of(backbone);
        foreach (var sites in Modules(backbone))
        {
            var address = sites[0].Address;
            var module = new RoutedAdapter(
                address,
                LinearLayer.DrawNormal(address.OutWidth, R, InitialSigma, generator, at),
                LinearLayer.DrawNormal(R, address.OutWidth, InitialSigma, generator, at),
                NonLinearity,
                Router,
                AdapterResidual
            );
            sites[0].Attach(AttachName, module);
            foreach (var other in sites.Skip(1))
                other.Share(module);
        }
    }

    protected override Func<string, bool> Trains(IBackbone backbone)
    {
        var norms = NormNames(backbone);
        return name => SiteSelection.IsUnder(name, AttachName) || norms.Contains(name);
    }

    // The sites that each module serves.
    private IEnumerable<IReadOnlyList<HiddenSite>> Modules(IBackbone backbone)
    {
        var sites = SiteSelection.Hidden(backbone, TargetSites, Stacks).Where(s => Fuses(s.Address));
        return SharedPerBlock
            ? sites.GroupBy(s => (s.Address.Stack, s.Address.Layer)).Select(g => (IReadOnlyList<HiddenSite>)[.. g])
            : sites.Select(s => (IReadOnlyList<HiddenSite>)[s]);
    }
}
