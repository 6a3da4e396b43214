using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// Kronecker products, batched over a leading index.
/// Index convention: (A ⊗ B)[a·k + κ, c·p + j] = A[a, c]·B[κ, j], A being the slow index.
/// </summary>
public static class Kronecker
{
    /// <summary>A [n, a, c], B [n, k, p] → [n, a·k, c·p], one product per leading index.</summary>
    public static Tensor Batched(Tensor a, Tensor b)
    {
        var (n, rows, cols) = (a.shape[0], a.shape[1] * b.shape[1], a.shape[2] * b.shape[2]);
        var outer = a.unsqueeze(2).unsqueeze(4) * b.unsqueeze(1).unsqueeze(3); // [n, a, k, c, p]
        return outer.reshape(n, rows, cols);
    }

    /// <summary>Σᵢ Aᵢ ⊗ Bᵢ: A [n, a, c], B [n, k, p] → [a·k, c·p], without forming the n products.</summary>
    public static Tensor Sum(Tensor a, Tensor b)
    {
        var (n, ar, ac) = (a.shape[0], a.shape[1], a.shape[2]);
        var (k, p) = (b.shape[1], b.shape[2]);
        var mixed = a.reshape(n, ar * ac).t().matmul(b.reshape(n, k * p)); // [a·c, k·p]
        return mixed.view(ar, ac, k, p).permute(0, 2, 1, 3).reshape(ar * k, ac * p);
    }
}

/// <summary>
/// The tensors that make one PHM product, wherever they come from: a layer's own, or the mean of several experts'.
/// Shapes: S [n, n, n]; T [n, p/n, k] and U [n, k, q/n], or W [n, p/n, q/n]; b [q] or null.
/// </summary>
/// <param name="S">The rule.</param>
/// <param name="T">Left factors; null with a full W.</param>
/// <param name="U">Right factors; null with a full W.</param>
/// <param name="W">Full blocks; null with factors.</param>
/// <param name="B">Bias.</param>
public readonly record struct PhmFactors(Tensor S, Tensor? T, Tensor? U, Tensor? W, Tensor? B)
{
    /// <summary>The blocks Bᵢ [n, p/n, q/n]: Tᵢ·Uᵢ, or W as it is.</summary>
    public Tensor Blocks() => T is not null && U is not null ? T.bmm(U) : W!;

    /// <summary>The materialised weight Σᵢ Sᵢ ⊗ Bᵢ, [p, q].</summary>
    public Tensor Weight() => Kronecker.Sum(S, Blocks());

    /// <summary>Sizes read off the tensors.</summary>
    public PhmShape Shape
    {
        get
        {
            var n = (int)S.shape[0];
            return T is not null && U is not null
                ? new PhmShape(n * T.shape[1], n * U.shape[2], n, (int)T.shape[2], B is not null)
                : new PhmShape(n * W!.shape[1], n * W.shape[2], n, null, B is not null);
        }
    }

    /// <summary>
    /// Averages the experts' factors, each kind of tensor separately (T with T, U with U, …), which is not the average of
    /// their products. Rules that are one shared tensor stay that tensor.
    /// </summary>
    /// <param name="weights">Mixing weights, one per expert, summing to 1.</param>
    public static PhmFactors Average(IReadOnlyList<PhmFactors> experts, IReadOnlyList<double> weights)
    {
        Tensor? Mean(Func<PhmFactors, Tensor?> pick) =>
            pick(experts[0]) is null
                ? null
                : experts.Select((e, i) => pick(e)! * weights[i]).Aggregate((sum, next) => sum + next);
        var shared = experts.All(e => ReferenceEquals(e.S, experts[0].S));
        return new PhmFactors(
            shared ? experts[0].S : Mean(e => e.S)!,
            Mean(e => e.T),
            Mean(e => e.U),
            Mean(e => e.W),
            Mean(e => e.B)
        );
    }
}

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

/// <summary>
/// x ↦ x·W + b with everything that does not depend on x worked out beforehand, along one <see cref="PhmPlan"/>.
/// Shapes: x [..., p] → [..., q].
/// </summary>
public sealed class PhmOperator : IDisposable
{
    private readonly PhmPlan plan;
    private readonly PhmShape shape;
    private readonly Tensor first;
    private readonly Tensor? second;
    private readonly Tensor? bias;

    private PhmOperator(PhmPlan plan, PhmShape shape, Tensor first, Tensor? second, Tensor? bias) =>
        (this.plan, this.shape, this.first, this.second, this.bias) = (plan, shape, first, second, bias);

    /// <summary>Prepares the product along <paramref name="plan"/>, which must be among <see cref="PhmCost.Allowed"/>.</summary>
    public static PhmOperator Prepare(PhmFactors factors, PhmPlan plan)
    {
        var shape = factors.Shape;
        var (first, second) = plan switch
        {
            PhmPlan.Materialised => (factors.Weight(), null),
            PhmPlan.RuleIntoRight => (LeftOf(factors.T!), RuleInto(factors.S.permute(1, 0, 2), factors.U!)),
            PhmPlan.RuleIntoLeft => (RuleIntoLeft(factors.S, factors.T!), RightOf(factors.U!)),
            _ => (LeftOf(factors.W!), factors.S.permute(1, 0, 2).reshape((long)shape.N * shape.N, shape.N).t()),
        };
        return new PhmOperator(plan, shape, first, second, factors.B);
    }

    /// <summary>W [p, q] where the plan builds it, else null.</summary>
    public Tensor? Weight => plan == PhmPlan.Materialised ? first : null;

    /// <summary>A copy that is cut off from autograd and from dispose scopes, to be kept for a whole evaluation.</summary>
    public PhmOperator Kept()
    {
        static Tensor Own(Tensor t) => t.detach().clone().DetachFromDisposeScope();
        return new PhmOperator(plan, shape, Own(first), second is null ? null : Own(second), bias is null ? null : Own(bias));
    }

    public Tensor Apply(Tensor x)
    {
        if (plan == PhmPlan.Materialised)
            return nn.functional.linear(x, first.t(), bias); // product and bias in one pass
        long n = shape.N;
        var rows = plan switch
        {
            // [M·n, p/n]·[p/n, n·k] → rows (a, i, k) → [M, n²·k]·[n²·k, q]
            PhmPlan.RuleIntoRight => x.reshape(-1, shape.RowsPerBlock).matmul(first).reshape(-1, second!.shape[0]).matmul(second),
            // [M, p]·[p, n²·k] → rows (c, i, k) → [M·n, n·k]·[n·k, q/n]
            PhmPlan.RuleIntoLeft => x.reshape(-1, shape.In).matmul(first).reshape(-1, second!.shape[0]).matmul(second),
            // [M·n, p/n]·[p/n, n·q/n] → [M, n², q/n], then the rule over (a, i)
            _ => second!.matmul(x.reshape(-1, shape.RowsPerBlock).matmul(first).reshape(-1, n * n, shape.ColsPerBlock)),
        };
        var y = rows.reshape([.. x.shape[..^1], shape.Out]);
        return bias is null ? y : y.add_(bias); // nobody else's, so in place
    }

    public void Dispose()
    {
        first.Dispose();
        second?.Dispose();
        bias?.Dispose();
    }

    // [n, rows, m] → [rows, n·m], columns ordered (i, m).
    private static Tensor LeftOf(Tensor t) => t.permute(1, 0, 2).reshape(t.shape[1], -1);

    // [n, k, cols] → [n·k, cols].
    private static Tensor RightOf(Tensor u) => u.reshape(-1, u.shape[2]);

    // S as [a, i, c] and U [i, k, j] → [(a, i, k), (c, j)].
    private static Tensor RuleInto(Tensor s, Tensor u)
    {
        var folded = s.unsqueeze(2).unsqueeze(4) * u.unsqueeze(2).unsqueeze(0); // [a, i, k, c, j]
        return folded.reshape(s.shape[0] * u.shape[0] * u.shape[1], s.shape[2] * u.shape[2]);
    }

    // S [i, a, c] and T [i, κ, k] → [(a, κ), (c, i, k)].
    private static Tensor RuleIntoLeft(Tensor s, Tensor t)
    {
        var folded = s.permute(1, 2, 0).unsqueeze(1).unsqueeze(4) * t.permute(1, 0, 2).unsqueeze(1).unsqueeze(0); // [a, κ, c, i, k]
        return folded.reshape(s.shape[1] * t.shape[1], -1);
    }
}
