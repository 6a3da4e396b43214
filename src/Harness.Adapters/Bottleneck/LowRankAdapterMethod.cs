using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
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

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        foreach (var site in Sites(backbone))
            site.Attach(AttachName, Build(site.Address, generator, Placement.Of(backbone)));
    }

    /// <summary>One module for a site, outside any backbone.</summary>
    public LowRankAdapter Build(SiteAddress address, Generator generator, Placement at)
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
