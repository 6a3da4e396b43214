using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

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
