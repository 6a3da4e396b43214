using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>
/// A point in a backbone through which a hidden state flows: h [B, L, d] → h [B, L, d].
/// Nothing attached: the identity. Attached: the adapter's output, which includes its own residual where it has one.
/// </summary>
public sealed class HiddenSite(SiteAddress address) : nn.Module<Tensor, PassContext, Tensor>(nameof(HiddenSite))
{
    private nn.Module<Tensor, PassContext, Tensor>? adapter;

    public SiteAddress Address { get; } = address;

    /// <summary>The attached adapter, or null.</summary>
    public nn.Module<Tensor, PassContext, Tensor>? Adapter => adapter;

    /// <summary>Attaches <paramref name="module"/> under <paramref name="name"/>. One at most.</summary>
    /// <exception cref="InvalidOperationException">An adapter is attached already.</exception>
    public void Attach(string name, nn.Module<Tensor, PassContext, Tensor> module)
    {
        if (adapter is not null)
            throw new InvalidOperationException($"{Address.Path} already carries an adapter; detach it first.");
        register_module(name, adapter = module);
    }

    public override Tensor forward(Tensor h, PassContext context) => adapter is null ? h : adapter.call(h, context);
}
