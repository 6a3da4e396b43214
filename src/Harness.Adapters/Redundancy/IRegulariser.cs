using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>A loss on what the adapters did during a pass, added to the task loss while training.</summary>
public interface IRegulariser
{
    /// <param name="trace">The pass's adapter activations.</param>
    /// <param name="stacks">Final state of each stack that carries adapters, by <see cref="SiteAddress.Stack"/>.</param>
    /// <returns>A scalar, already weighted.</returns>
    Tensor Loss(AdapterTrace trace, IReadOnlyDictionary<string, StackState> stacks);
}

/// <summary>The final state of a stack.</summary>
/// <param name="Hidden">[B, L, d], after the last norm and dropout.</param>
/// <param name="Mask">[B, L], non-zero at real positions.</param>
/// <param name="Decoder">True for the stack that reads the (shifted) targets.</param>
public sealed record StackState(Tensor Hidden, Tensor Mask, bool Decoder = false);

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
