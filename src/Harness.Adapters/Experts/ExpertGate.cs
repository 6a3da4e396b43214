using Harness.Adapters.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Experts;

/// <summary>
/// Learned top-1 gate over N experts, per token: π = softmax(x·Gᵀ), e = argmax π, output = π_e·expert_e(x).
/// Balance loss: N·Σ_e P_e·f_e, P_e the mean probability and f_e the share of tokens of expert e (no gradient through f).
/// Source: option <c>add_gate</c> of the MixPHM code; after Switch Transformer, arXiv 2101.03961, eq. 4.   Differs from the authors' code: no.
/// Shapes: x [..., p]; G [N, p]; output [..., q]; balance loss a scalar.
/// Parameters: N·p.   Init: Kaiming-uniform (a = √5).
/// </summary>
public sealed class ExpertGate : nn.Module
{
    private readonly Parameter weight;

    public ExpertGate(long width, int experts, Generator generator, Placement at)
        : base(nameof(ExpertGate)) =>
        register_parameter("weight", weight = Initial.Uniform([experts, width], Initial.LinearBound(width), generator, at));

    public static long Parameters(long width, int experts) => width * experts;

    /// <summary>Routes each token through its expert.</summary>
    public (Tensor output, Tensor balance) Route(Tensor x, IReadOnlyList<Func<Tensor, Tensor>> experts)
    {
        var rows = x.reshape(-1, x.shape[^1]);
        var probability = rows.matmul(weight.t()).softmax(-1); // [M, N]
        var choice = probability.argmax(1); // [M]
        Tensor? sum = null;
        var shares = new List<Tensor>();
        for (var e = 0; e < experts.Count; e++)
        {
            var mine = choice.eq(e).to_type(x.dtype).unsqueeze(1); // [M, 1]
            shares.Add(choice.eq(e).to_type(ScalarType.Float32).mean()); // single precision whatever x is, as released
            var part = experts[e](rows) * probability.narrow(1, e, 1) * mine;
            sum = sum is null ? part : sum + part;
        }
        var balance = (probability.mean([0L]) * stack(shares)).sum() * experts.Count;
        return (sum!.reshape([.. x.shape[..^1], sum.shape[1]]), balance);
    }
}
