namespace Harness.Adapters.Phm;

/// <summary>The order in which x·(Σᵢ Sᵢ ⊗ Tᵢ·Uᵢ) is multiplied out. All give the same product.</summary>
public enum PhmPlan
{
    /// <summary>Build W [p, q], then one product.</summary>
    Materialised,

    /// <summary>x·T first, then one product with S folded into U; best when the output is the narrow side.</summary>
    RuleIntoRight,

    /// <summary>One product with S folded into T, then ·U; best when the input is the narrow side.</summary>
    RuleIntoLeft,

    /// <summary>Blocks first, the rule last; the factored order when Bᵢ has full rank.</summary>
    RuleLast,
}

/// <summary>
/// Cost model: multiply-adds of the forward pass over N tokens, what must be built first included, plus what moving its numbers costs.
/// The backward pass costs twice the forward of every product, so it does not change the order.
/// <list type="table">
/// <item><term>Materialised</term><description>p·q·k/n (blocks) + n·p·q (mixing) + N·p·q; moves N·(p + q)</description></item>
/// <item><term>RuleIntoRight</term><description>n²·k·q + N·n·k·(p + n·q); moves N·(p + 2·n²·k + q)</description></item>
/// <item><term>RuleIntoLeft</term><description>n²·k·p + N·n·k·(n·p + q); moves N·(p + 2·n²·k + q)</description></item>
/// <item><term>RuleLast</term><description>N·(p·q + n²·q); moves N·(p + 2·n·q + q)</description></item>
/// </list>
/// </summary>
public static class PhmCost
{
    // Multiply-adds in the time that one number takes to move. Measured on two cores with AVX-512, products of 896 tokens: 70 to 170.
    private const double Move = 100;

    /// <summary>Cost of <paramref name="plan"/> for <paramref name="tokens"/> rows, in multiply-adds.</summary>
    /// <param name="built">True when what must be built first is at hand already (a cached, averaged expert).</param>
    public static double Of(PhmPlan plan, PhmShape shape, long tokens, bool built = false) =>
        MultiplyAdds(plan, shape, tokens, built)
        + Move
            * tokens
            * (
                shape.In
                + shape.Out
                + 2.0
                    * plan switch
                    {
                        PhmPlan.Materialised => 0,
                        PhmPlan.RuleLast => shape.N * shape.Out,
                        _ => (long)shape.N * shape.N * (shape.Rank ?? 0),
                    }
            );

    /// <summary>Multiply-adds of <paramref name="plan"/> for <paramref name="tokens"/> rows.</summary>
    /// <param name="built">As for <see cref="Of"/>.</param>
    public static double MultiplyAdds(PhmPlan plan, PhmShape shape, long tokens, bool built = false)
    {
        double p = shape.In,
            q = shape.Out,
            n = shape.N,
            k = shape.Rank ?? 0,
            rows = tokens;
        var (build, each) = plan switch
        {
            PhmPlan.Materialised => (p * q * k / n + n * p * q, p * q),
            PhmPlan.RuleIntoRight => (n * n * k * q, n * k * (p + n * q)),
            PhmPlan.RuleIntoLeft => (n * n * k * p, n * k * (n * p + q)),
            _ => (0.0, p * q + n * n * q),
        };
        return (built ? 0 : build) + rows * each;
    }

    /// <summary>The cheapest plan that this shape allows.</summary>
    public static PhmPlan Choose(PhmShape shape, long tokens, bool built = false) =>
        Allowed(shape).MinBy(plan => Of(plan, shape, tokens, built));

    /// <summary>The plans that a shape allows: folding the rule needs low-rank blocks.</summary>
    public static IReadOnlyList<PhmPlan> Allowed(PhmShape shape) =>
        shape.Rank is null
            ? [PhmPlan.Materialised, PhmPlan.RuleLast]
            : [PhmPlan.RuleIntoRight, PhmPlan.RuleIntoLeft, PhmPlan.Materialised];
}
