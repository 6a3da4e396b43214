using Harness.Adapters.Experts;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// A bank of dense layers. Level 3 averages the weights: W̃ = Σ_e w_e·W_e, b̃ = Σ_e w_e·b_e, which here is also the mean of the outputs.
/// Paper: AdaMix, arXiv 2205.12410, section 3.3.   Differs from the authors' code: averaged once per evaluation, unless gradients are wanted.
/// Parameters: N·(in·out + out).   Init: the experts are copies of one drawn layer.
/// </summary>
public sealed class LinearBank(IReadOnlyList<LinearLayer> experts, int inferenceLevel)
    : ExpertBank<LinearLayer>(nameof(LinearBank), experts, inferenceLevel)
{
    protected override Func<Tensor, Tensor> Averaged(PassContext context)
    {
        // The mean is linear in the experts, so a caller that keeps the graph gets their gradients.
        if (is_grad_enabled())
            return Mean().Apply;
        return context
            .Cached(
                this,
                () =>
                {
                    using var scope = NewDisposeScope();
                    var mean = Mean();
                    return mean with { Weight = mean.Weight.DetachFromDisposeScope(), Bias = mean.Bias.DetachFromDisposeScope() };
                }
            )
            .Apply;
    }

    private Affine Mean()
    {
        var weights = MixingWeights();
        Tensor Mix(Func<LinearLayer, Tensor> pick) =>
            Experts.Select((e, i) => pick(e) * weights[i]).Aggregate((sum, next) => sum + next);
        return new Affine(Mix(e => e.Weight), Mix(e => e.Bias));
    }

    private sealed record Affine(Tensor Weight, Tensor Bias) : IDisposable
    {
        public Tensor Apply(Tensor x) => nn.functional.linear(x, Weight, Bias);

        public void Dispose()
        {
            Weight.Dispose();
            Bias.Dispose();
        }
    }
}
