using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>Adapter activations of one pass, in the order in which the modules ran.</summary>
public sealed class AdapterTrace
{
    /// <summary>One adapter's input h [B, L, d] and branch output h_a [B, L, d] (before the inner residual), with its factors where they are at hand.</summary>
    public sealed record Entry(SiteAddress Site, Tensor Hidden, Tensor Branch, BranchProduct? Product);

    private readonly List<Entry> entries = [];
    private readonly List<(SiteAddress Site, Tensor Loss)> balances = [];

    public IReadOnlyList<Entry> Entries => entries;

    /// <summary>Load-balance losses (scalars) of modules with a learned gate.</summary>
    public IReadOnlyList<(SiteAddress Site, Tensor Loss)> Balances => balances;

    public void Add(SiteAddress site, Tensor hidden, Tensor branch, BranchProduct? product = null) =>
        entries.Add(new Entry(site, hidden, branch, product));

    public void AddBalance(SiteAddress site, Tensor loss) => balances.Add((site, loss));
}
