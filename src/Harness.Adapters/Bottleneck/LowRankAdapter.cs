using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// A <see cref="LowRankAdapter"/> at each target site; tanh-approximated GELU.
/// Source: baseline of the Compacter code, arXiv 2106.04647.   Differs from the authors' code: no.
/// Parameters over K sites: K·(2·k·(d + d_r) + d_r + d).
/// </summary>
public sealed record LowRankAdapterMethod : AdapterMethod
{
    public LowRankAdapterMethod() => NonLinearity = "gelu_new";

    [Option("low_rank_rank", "rank of each projection")]
    public int Rank { get; init; } = 1;

    public override string Name => "low_rank_adapter";

    protected override string AttachName => "low_rank_adapter";

    public override IEnumerable<string> ValueProblems() =>
        base.ValueProblems().Concat(Rank < 1 ? [$"low_rank_rank: {Rank} is below 1."] : Array.Empty<string>());

    protected override IEnumerable<string> FitProblems(IBackbone backbone) =>
        base.FitProblems(backbone)
            .Concat(
                from size in Widths(backbone)
                where Rank > size.Bottleneck
                select $"low_rank_rank: {Rank} is above the bottleneck {size.Bottleneck} ({size.Width}/{ReductionFactor})."
            );

    public override long ClosedForm(IBackbone backbone) =>
        Sites(backbone)
            .Sum(s =>
            {
                var (width, bottleneck) = (s.Address.OutWidth, Bottleneck(s.Address.OutWidth));
                return LowRankLinear.Parameters(width, bottleneck, Rank) + LowRankLinear.Parameters(bottleneck, width, Rank);
            });

    public override LowRankAdapter Build(SiteAddress address, Generator generator, Placement at)
    {
        var (width, bottleneck) = (address.OutWidth, Bottleneck(address.OutWidth));
        return new LowRankAdapter(
            address,
            new LowRankLinear(width, bottleneck, Rank, generator, at),
            new LowRankLinear(bottleneck, width, Rank, generator, at),
            NonLinearity
        );
    }
}

/// <summary>
/// Low-rank adapter: out = h + up(f(down(h))), both projections products of rank k.
/// Source: baseline of the Compacter code, arXiv 2106.04647.   Names: <c>down_sampler</c>, <c>up_sampler</c>.
/// Parameters: 2·k·(d + d_r) + d_r + d.
/// </summary>
public sealed class LowRankAdapter(SiteAddress address, LowRankLinear down, LowRankLinear up, string nonLinearity)
    : SeriesAdapter(nameof(LowRankAdapter), address, ("down_sampler", down), ("up_sampler", up), nonLinearity);

/// <summary>
/// A dense layer whose weight is a product: y = x·(L·R) + b.
/// Source: <c>LowRankLinear</c> of the Compacter code, arXiv 2106.04647.   Differs from the authors' code: (x·L)·R, never the product L·R.
/// Shapes: x [..., in] → [..., out];  W_left [in, k], W_right [k, out], b [out].
/// Parameters: k·(in + out) + out.   Rank: ≤ k.   Init: Glorot-uniform with gain √2; bias 0.
/// </summary>
public sealed class LowRankLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter W_left;
    private readonly Parameter W_right;
    private readonly Parameter b;

    public LowRankLinear(long inWidth, long outWidth, int rank, Generator generator, Placement at)
        : base(nameof(LowRankLinear))
    {
        var gain = Math.Sqrt(2);
        register_parameter(
            "W_left",
            W_left = Initial.Uniform([inWidth, rank], Initial.GlorotBound(inWidth, rank, gain), generator, at)
        );
        register_parameter(
            "W_right",
            W_right = Initial.Uniform([rank, outWidth], Initial.GlorotBound(rank, outWidth, gain), generator, at)
        );
        register_parameter("b", b = Initial.Zeros([outWidth], at));
    }

    public static long Parameters(long inWidth, long outWidth, int rank) => rank * (inWidth + outWidth) + outWidth;

    public override Tensor forward(Tensor x) => x.matmul(W_left).matmul(W_right) + b;
}
