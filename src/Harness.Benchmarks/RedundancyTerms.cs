using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>The redundancy loss: its first term takes whichever product is cheaper, and both terms together are a small part of a step.</summary>
public sealed class RedundancyTerms : IBenchmark
{
    private const int Width = 768,
        Inner = 64,
        Batch = 16,
        EncoderTokens = 896,
        DecoderTokens = 80,
        Repeats = 40,
        StepRepeats = 8;

    public string Name => "redundancy";

    public string Measures =>
        "term I by the cheaper of its products against another; a step of T5-base size with the regulariser against one without";

    public IEnumerable<BenchmarkRow> Run()
    {
        using (var scope = NewDisposeScope())
        using (var generator = new Generator(1))
            foreach (var tokens in new[] { EncoderTokens, DecoderTokens })
            {
                var (branch, hidden) = (randn(tokens, Width, generator: generator), randn(tokens, Width, generator: generator));
                var byTokens = RedundancyTerm.UsesTokenGram(tokens, Width);
                var (chosen, other) = (Term(branch, hidden, byTokens), Term(branch, hidden, !byTokens));
                Differentiated.WarmUp(chosen, other);
                var (measured, baseline) = Samples.Compare(Repeats, chosen, other);
                yield return BenchmarkRow.Cost(
                    Name,
                    $"term I, M={tokens}",
                    $"M={tokens}, d={Width}, by {(byTokens ? "M×M" : "d×d")}",
                    measured,
                    baseline,
                    bar: 1
                );
            }
        yield return ByProduct();
        using var step = new BaseStep(BaseStep.MixPhm);
        step.Run(regularised: true);
        step.Run(regularised: false);
        var (with, without) = Samples.Compare(StepRepeats, () => step.Run(regularised: true), () => step.Run(regularised: false));
        yield return BenchmarkRow.Cost(Name, "step with regulariser", BaseStep.Shape.Text, with, without, bar: 1.04) with
        {
            Work = BaseStep.Shape.Work(BaseStep.MixPhm, step.Parameters, regularised: true),
        };
    }

    // The same term of an adapter's branch z·W + b, gradients of z, W, b and h included, against the product of whole rows.
    private BenchmarkRow ByProduct()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor Drawn(params long[] shape) => randn(shape, generator: generator).requires_grad_();
        var (z, w, b, h) = (Drawn(EncoderTokens, Inner), Drawn(Inner, Width), Drawn(Width), Drawn(EncoderTokens, Width));
        Action Loss(bool byProduct) =>
            () =>
            {
                using var inner = NewDisposeScope();
                var branch = nn.functional.linear(z, w.t(), b);
                var loss = byProduct
                    ? RedundancyTerm.Loss([branch], [h], BranchProduct.Stack([new BranchProduct(z, w, b)]), Batch, 1)
                    : RedundancyTerm.Loss(branch, h, Batch, 1);
                autograd.grad([loss], [z, w, b, h]);
            };
        Differentiated.WarmUp(Loss(true), Loss(false));
        var (measured, baseline) = Samples.Compare(Repeats, Loss(true), Loss(false));
        return BenchmarkRow.Cost(
            Name,
            $"term I by the branch's factors, M={EncoderTokens}",
            $"M={EncoderTokens}, d={Width}, bottleneck {Inner}, by d×d",
            measured,
            baseline,
            bar: 0.5
        ) with
        {
            // The branch itself, and three products of d by d_r over the rows, forward and backward; h and the branch are read and get gradients.
            Work = new Work(3 * 2 * 2.0 * EncoderTokens * Width * Inner, 4.0 * sizeof(float) * EncoderTokens * Width),
        };
    }

    private static Action Term(Tensor branch, Tensor hidden, bool byTokenGram)
    {
        var (a, h) = (branch.detach().requires_grad_(), hidden.detach().requires_grad_());
        return () =>
        {
            using var scope = NewDisposeScope();
            autograd.grad(
                [
                    RedundancyTerm.OffDiagonal(
                        nn.functional.normalize(a, dim: 1),
                        nn.functional.normalize(h, dim: 1),
                        byTokenGram
                    ) / Batch,
                ],
                [a, h]
            );
        };
    }
}
