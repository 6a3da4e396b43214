using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>
/// The body of every module at a hidden-state site: out = h + h_a, and the branch h_a goes to the pass's trace. Modules differ in the branch.
/// Shapes: h [B, L, d] → [B, L, d].
/// </summary>
public abstract class ResidualAdapter : nn.Module<Tensor, PassContext, Tensor>
{
    private protected ResidualAdapter(string name, SiteAddress address)
        : base(name) => Address = address;

    protected SiteAddress Address { get; }

    /// <summary>Whether h is added to the branch here; some released models leave that to the block.</summary>
    private protected virtual bool HasResidual => true;

    /// <summary>h_a, with the product that it is where its weight was built.</summary>
    private protected abstract (Tensor Branch, BranchProduct? Product) Branch(Tensor h, PassContext context);

    public sealed override Tensor forward(Tensor h, PassContext context)
    {
        var (branch, product) = Branch(h, context);
        context.Trace?.Add(Address, h, branch, product);
        return HasResidual ? h + branch : branch;
    }
}
