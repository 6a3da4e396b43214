using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>
/// Load balance of gated modules: mean over stacks of the mean over the stack's modules, weight 1.
/// Source: option <c>add_gate</c> of the MixPHM code, where it excludes the redundancy loss.   Differs from the authors' code: no.
/// </summary>
public sealed class BalanceLoss : IRegulariser
{
    public Tensor Loss(AdapterTrace trace, IReadOnlyDictionary<string, StackState> stacks)
    {
        var perStack = trace.Balances.GroupBy(b => b.Site.Stack).Select(g => stack([.. g.Select(b => b.Loss)]).mean()).ToList();
        if (perStack.Count == 0)
            throw new InvalidOperationException("The balance loss has no gate activations; was the pass traced?");
        return stack(perStack).mean();
    }
}
