using Harness.Adapters.Experts;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// A bank of PHM layers p → q. Level 3 averages T, U, b and S separately: W̃ = Σᵢ S̃ᵢ ⊗ (T̃ᵢ·Ũᵢ), which is not the mean of the W's.
/// Paper: MixPHM, arXiv 2303.01239, weight aggregation.   Differs from the authors' code: see <see cref="ExpertBank{TExpert}"/>.
/// Parameters: N·(k·(p + q) + q).   Init: the experts are copies of one drawn layer.
/// </summary>
public sealed class PhmBank(IReadOnlyList<PhmLinear> experts, int inferenceLevel)
    : ExpertBank<PhmLinear>(nameof(PhmBank), experts, inferenceLevel)
{
    /// <summary>The factors of the averaged expert.</summary>
    public PhmFactors AveragedFactors() => PhmFactors.Average([.. Experts.Select(e => e.Factors)], MixingWeights());

    /// <summary>The drawn expert's output in training, with the product that it is; null where its weight was not built.</summary>
    public (Tensor output, BranchProduct? product) Trained(Tensor x, PassContext context) => Drawn(context).Product(x);

    protected override Func<Tensor, Tensor> Averaged(PassContext context) => context.Cached(this, Build).Apply;

    private PhmOperator Build()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        // Built once and applied many times, so that only the cost per token counts.
        var plan = PhmCost.Choose(Experts[0].Shape, tokens: 1, built: true);
        return PhmOperator.Prepare(AveragedFactors(), plan).Kept();
    }
}
