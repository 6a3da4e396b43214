using Harness.Adapters.Options;
using static TorchSharp.torch;

namespace Harness.Adapters.Sites;

/// <summary>
/// A point in a backbone through which a hidden state flows: h [B, L, d] → h [B, L, d].
/// Nothing attached: the identity. Attached: the adapter's output, which includes its own residual where it has one.
/// </summary>
public sealed class HiddenSite : nn.Module<Tensor, PassContext, Tensor>
{
    // Both sit in arrays so that torch's reflection over fields registers neither under a name of its own.
    private readonly nn.Module[] owner;
    private readonly nn.Module<Tensor, PassContext, Tensor>?[] attached = [null];
    private readonly string scope;
    private string? attachedName;

    /// <param name="owner">
    /// The module under which an adapter registers itself, so that names match published adapter checkpoints
    /// (<c>encoder.block.0.layer.1.phm_adapter_moe…</c>). Null: the site itself.
    /// </param>
    /// <param name="scope">Appended to the name of an adapter, so that several methods find room under one owner.</param>
    public HiddenSite(SiteAddress address, nn.Module? owner = null, string scope = "")
        : base(nameof(HiddenSite))
    {
        this.scope = scope;
        Address = address;
        this.owner = owner is null ? [] : [owner];
    }

    public SiteAddress Address { get; }

    /// <summary>The attached adapter, or null.</summary>
    public nn.Module<Tensor, PassContext, Tensor>? Adapter => attached[0];

    /// <summary>
    /// Attaches <paramref name="module"/> under <paramref name="name"/>. One at most. Where two sites have one owner and the name is taken,
    /// the site's role is appended to it.
    /// </summary>
    /// <exception cref="InvalidOperationException">An adapter is attached already.</exception>
    public void Attach(string name, nn.Module<Tensor, PassContext, Tensor> module)
    {
        Occupy(module);
        name = scope.Length == 0 ? name : $"{name}_{scope}";
        var taken = Parent.named_children().Any(c => c.name == name);
        attachedName = taken ? $"{name}_{Spelling.Snake(Address.Role.ToString())}" : name;
        Parent.register_module(attachedName, module);
    }

    /// <summary>Attaches a module that another site has registered already, so that both share it.</summary>
    /// <exception cref="InvalidOperationException">An adapter is attached already.</exception>
    public void Share(nn.Module<Tensor, PassContext, Tensor> module) => Occupy(module);

    /// <summary>Takes the adapter off again, for another method; nothing happens where there is none.</summary>
    public void Detach()
    {
        if (attachedName is not null)
            Parent.register_module(attachedName, null!);
        (attached[0], attachedName) = (null, null);
    }

    private nn.Module Parent => owner.Length > 0 ? owner[0] : this;

    private void Occupy(nn.Module<Tensor, PassContext, Tensor> module) =>
        attached[0] = attached[0] is null
            ? module
            : throw new InvalidOperationException(
                $"{Address.Path} already carries an adapter; detach it, or build a fresh backbone for another method."
            );

    public override Tensor forward(Tensor h, PassContext context) =>
        attached[0] is not { } adapter || context.AdaptersOff ? h : adapter.call(h, context);
}

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
