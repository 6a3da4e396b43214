using Harness.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Cli;

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
