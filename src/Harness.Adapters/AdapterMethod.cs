using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>
/// What every method that puts a bottleneck adapter after sub-layers is configured by. Symbols of the papers → keys:
/// d_r = d / reduction_factor, f → non_linearity.
/// </summary>
public abstract record AdapterMethod : PeftMethod
{
    [Option("reduction_factor", "the bottleneck is the width divided by this")]
    public int ReductionFactor { get; init; } = 12;

    [Option("non_linearity", "activation in the bottleneck")]
    public string NonLinearity { get; init; } = "relu";

    [Option("target_sites", "hidden-state sites that get a module")]
    public IReadOnlyList<string> TargetSites { get; init; } = ["after_feed_forward"];

    [Option("stacks", "stacks that get modules; empty: all but a vision tower")]
    public IReadOnlyList<string> Stacks { get; init; } = [];

    /// <summary>d_r at a site of width d.</summary>
    public long Bottleneck(long width) => width / ReductionFactor;

    public override IEnumerable<string> ValueProblems()
    {
        if (ReductionFactor < 1)
            yield return $"reduction_factor: {ReductionFactor} is below 1.";
        if (TargetSites.Count == 0)
            yield return "target_sites: no site is named; after_feed_forward is the usual one.";
        if (Activation.Problem(NonLinearity) is { } unknown)
            yield return unknown;
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone) =>
        SiteSelection
            .HiddenProblems(backbone, TargetSites, Stacks)
            .Concat(
                from width in Sites(backbone).Select(s => s.Address.OutWidth).Distinct()
                where ReductionFactor > width
                select $"reduction_factor: {ReductionFactor} leaves no bottleneck of the width {width}."
            );

    /// <summary>Width and bottleneck of each kind of site that has room for a bottleneck.</summary>
    protected IEnumerable<(long Width, long Bottleneck)> Widths(IBackbone backbone) =>
        ReductionFactor < 1
            ? []
            : Sites(backbone)
                .Select(s => s.Address.OutWidth)
                .Distinct()
                .Where(w => ReductionFactor <= w)
                .Select(w => (w, Bottleneck(w)));

    protected IReadOnlyList<HiddenSite> Sites(IBackbone backbone) => SiteSelection.Hidden(backbone, TargetSites, Stacks);

    protected override Func<string, bool> Trains(IBackbone backbone) => name => SiteSelection.IsUnder(name, AttachName);

    protected override void Attach(IBackbone backbone, Generator generator) =>
        backbone.AttachEach(Sites(backbone), AttachName, (address, at) => Build(address, generator, at));

    /// <summary>One module for a site, outside any backbone.</summary>
    public abstract nn.Module<Tensor, PassContext, Tensor> Build(SiteAddress address, Generator generator, Placement at);

    /// <summary>The name under which modules are attached.</summary>
    protected abstract string AttachName { get; }
}
