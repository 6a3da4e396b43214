using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>
/// An adapter of one's own, given by functions: one module at each target site. How a script or a notebook brings a method
/// without writing a class; one that is to be named in configuration files derives from <see cref="PeftMethod"/> instead.
/// </summary>
/// <param name="Name">Name of the method, and under which its modules are attached; no dots, and no name that the backbone uses.</param>
/// <param name="Build">The module h [B, L, d] → [B, L, d] for a site, its inner residual included.</param>
/// <param name="Parameters">Trained numbers of the module for a site, by formula.</param>
/// <param name="TargetSites">Roles of the sites; null: after each feed-forward sub-layer.</param>
public sealed record ModuleMethod(
    string Name,
    Func<SiteAddress, Generator, Placement, nn.Module<Tensor, PassContext, Tensor>> Build,
    Func<SiteAddress, long> Parameters,
    IReadOnlyList<string>? TargetSites = null
) : PeftMethod
{
    public override string Name { get; } = Name;

    public override IEnumerable<string> ValueProblems() =>
        Name.Length == 0 || Name.Contains('.')
            ? [$"name: '{Name}' is empty or holds a dot; it becomes part of parameter names."]
            : [];

    protected override IEnumerable<string> FitProblems(IBackbone backbone) =>
        SiteSelection
            .HiddenProblems(backbone, Roles, [])
            .Concat(
                backbone.Root.named_parameters().Any(p => SiteSelection.IsUnder(p.name, Name))
                    ? [$"name: {backbone.Name} has a module '{Name}' of its own; take another name."]
                    : []
            );

    public override long ClosedForm(IBackbone backbone) => Sites(backbone).Sum(s => Parameters(s.Address));

    protected override void Attach(IBackbone backbone, Generator generator) =>
        backbone.AttachEach(Sites(backbone), Name, (address, at) => Build(address, generator, at));

    protected override Func<string, bool> Trains(IBackbone backbone) => name => SiteSelection.IsUnder(name, Name);

    private IReadOnlyList<string> Roles => TargetSites ?? ["after_feed_forward"];

    private IReadOnlyList<HiddenSite> Sites(IBackbone backbone) => SiteSelection.Hidden(backbone, Roles, []);
}
