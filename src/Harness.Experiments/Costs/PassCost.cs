using Harness.Adapters.Sites;

namespace Harness.Experiments.Costs;

/// <summary>
/// What a pass over one sample costs, from the widths of a backbone's linear maps and the number of positions that each reads. Norms, activations and
/// sums are left out: they are a few per cent of the operations.
/// </summary>
/// <param name="backbone">Shapes are enough (META).</param>
/// <param name="positions">Positions that a linear map reads.</param>
/// <param name="keys">Positions that an attention looks at, by the address of its query projection.</param>
/// <param name="heads">Of an attention.</param>
internal sealed class PassCost(
    IBackbone backbone,
    Func<SiteAddress, double> positions,
    Func<SiteAddress, double> keys,
    long heads
)
{
    private const int Value = 4;

    // The output of a map, and one copy of it after a norm, an activation or a mask.
    private const int KeptPerOutput = 2;

    // Scores, weights, and weights after dropout.
    private const int KeptPerScore = 3;

    /// <summary>Floating-point operations of a forward pass.</summary>
    public double Flops { get; } =
        backbone.Projections.Sum(p => 2.0 * p.Address.InWidth * p.Address.OutWidth * positions(p.Address))
        + Queries(backbone).Sum(a => 4.0 * Width(a) * positions(a) * keys(a));

    /// <summary>Bytes that a training pass keeps for its way back.</summary>
    public double KeptBytes { get; } =
        Value
        * (
            backbone.Projections.Sum(p => (double)KeptPerOutput * p.Address.OutWidth * positions(p.Address))
            + Queries(backbone).Sum(a => KeptPerScore * heads * positions(a) * keys(a))
        );

    /// <summary>
    /// Operations of a training pass. The gradient of the states goes back through every layer, at the cost of the forward pass; that of the weights is made
    /// for those that train, and modules that a method inserted are counted whole, though of a mixture one expert is read.
    /// </summary>
    /// <param name="inserted">Numbers that train beside the backbone's own.</param>
    /// <param name="ownShare">Share of the backbone's own numbers that trains.</param>
    public double TrainingFlops(double inserted, double ownShare) => (2 + ownShare) * Flops + 3 * InsertedFlops(inserted);

    /// <summary>Operations of a forward pass through inserted modules: each number is used once a position, on average over the sites.</summary>
    public double InsertedFlops(double inserted) => 2 * inserted * backbone.Projections.Average(p => positions(p.Address));

    private static IEnumerable<SiteAddress> Queries(IBackbone backbone) =>
        backbone.Projections.Select(p => p.Address).Where(a => a.Role is SiteRole.Query or SiteRole.FusedQueryKeyValue);

    private static double Width(SiteAddress query) =>
        query.Role == SiteRole.FusedQueryKeyValue ? query.OutWidth / 3.0 : query.OutWidth;
}
