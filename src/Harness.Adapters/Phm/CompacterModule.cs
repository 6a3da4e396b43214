using Harness.Adapters.Bottleneck;

namespace Harness.Adapters.Phm;

/// <summary>
/// Compacter adapter: h_a = PHMᵘᵖ(f(PHMᵈⁿ(h))),  out = h + h_a.
/// Paper: Mahabadi et al., NeurIPS 2021, arXiv 2106.04647, section 4.   Differs from the authors' code: there, a controller adds the residual.
/// Shapes: h [B, L, d] → [B, L, d]; bottleneck [B, L, d_r].   Names: <c>down_sampler</c>, <c>up_sampler</c>.
/// Parameters: 2·k·(d + d_r) + d_r + d.   Init: see <see cref="PhmLinear"/>.
/// </summary>
public sealed class CompacterModule(SiteAddress address, PhmLinear down, PhmLinear up, string nonLinearity)
    : SeriesAdapter(nameof(CompacterModule), address, ("down_sampler", down), ("up_sampler", up), nonLinearity);
