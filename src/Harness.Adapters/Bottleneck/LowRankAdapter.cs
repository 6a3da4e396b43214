namespace Harness.Adapters.Bottleneck;

/// <summary>
/// Low-rank adapter: out = h + up(f(down(h))), both projections products of rank k.
/// Source: baseline of the Compacter code, arXiv 2106.04647.   Names: <c>down_sampler</c>, <c>up_sampler</c>.
/// Parameters: 2·k·(d + d_r) + d_r + d.
/// </summary>
public sealed class LowRankAdapter(SiteAddress address, LowRankLinear down, LowRankLinear up, string nonLinearity)
    : SeriesAdapter(nameof(LowRankAdapter), address, ("down_sampler", down), ("up_sampler", up), nonLinearity);
