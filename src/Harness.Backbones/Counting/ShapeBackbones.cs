using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.Counting;

/// <summary>
/// A backbone built once (on the META device) that methods are applied to one after another: <see cref="Clear"/> takes the last one off. What a
/// method registers on the root vanishes with the root, which is a fresh one for each method.
/// </summary>
internal sealed class CountingBackbone(IBackbone bare) : IBackbone
{
    private Tray root = new(bare.Root);

    public string Name => bare.Name;

    public nn.Module Root => root;

    public IReadOnlyList<Projection> Projections => bare.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => bare.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => bare.Biasables;

    public long? ClosedFormTotal => bare.ClosedFormTotal;

    public bool AlwaysTrains(string parameterName) => bare.AlwaysTrains(parameterName);

    /// <summary>Brings the bare backbone back.</summary>
    public void Clear()
    {
        foreach (var projection in Projections)
            projection.Detach();
        foreach (var site in HiddenSites)
            site.Detach();
        foreach (var part in Biasables)
            part.RemoveAddedBias();
        root = new Tray(bare.Root);
    }

    // Holds what another module holds, under the same names.
    private sealed class Tray : nn.Module
    {
        public Tray(nn.Module source)
            : base(nameof(Tray))
        {
            foreach (var (name, parameter) in source.named_parameters(recurse: false))
                register_parameter(name, parameter);
            foreach (var (name, child) in source.named_children())
                register_module(name, child);
        }
    }
}

/// <summary>
/// A backbone of which only the adapted blocks are known: so many blocks with a site after self-attention and one after the feed-forward
/// sub-layer, and a total as its paper prints it, rounded. It stands in for models that this harness does not build (X-VLM).
/// </summary>
internal sealed class SketchedBackbone : nn.Module, IBackbone
{
    private readonly List<HiddenSite> sites = [];

    public SketchedBackbone(string name, int blocks, long width, long total)
        : base(name)
    {
        register_parameter("weight", new Parameter(empty(total, device: META)));
        for (var block = 0; block < blocks; block++)
            foreach (
                var (role, subLayer) in new[]
                {
                    (SiteRole.AfterSelfAttention, SubLayer.SelfAttention),
                    (SiteRole.AfterFeedForward, SubLayer.FeedForward),
                }
            )
            {
                var site = new HiddenSite(
                    new SiteAddress($"block.{block}.{subLayer}", role, subLayer, "encoder", block, width, width)
                );
                sites.Add(site);
                register_module($"block_{block}_{subLayer}", site);
            }
    }

    public string Name => GetName();

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => [];

    public IReadOnlyList<HiddenSite> HiddenSites => sites;

    public IReadOnlyList<IBiasable> Biasables => [];
}
