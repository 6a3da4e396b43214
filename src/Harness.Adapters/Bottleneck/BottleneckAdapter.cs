namespace Harness.Adapters.Bottleneck;

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
