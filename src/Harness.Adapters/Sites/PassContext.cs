using static TorchSharp.torch;

namespace Harness.Adapters.Sites;

/// <summary>
/// What one forward pass needs beyond its input tensors. It is handed down explicitly; nothing is static or ambient.
/// Build one per training step (drawing from named streams) and one per evaluation (so that merged experts are cached once).
/// A copy made with <c>with</c> (another stack's routing feature, say) shares everything else, the cache included; dispose the original.
/// </summary>
public sealed record PassContext : IDisposable
{
    /// <summary>True while training: experts are drawn, dropout is on.</summary>
    public bool Training { get; init; }

    /// <summary>Draws the expert of each module (MixPHM, AdaMix); required when training a method with several experts.</summary>
    public IExpertDraw? Experts { get; init; }

    /// <summary>Applies dropout when training; null means no dropout anywhere.</summary>
    public IDropout? Dropout { get; init; }

    /// <summary>Draws the noise that stands in for a routing feature (control <c>routing_source: noise</c>); null where no method asks for it.</summary>
    public INoise? Noise { get; init; }

    /// <summary>True to run the bare backbone although adapters are attached.</summary>
    public bool AdaptersOff { get; init; }

    /// <summary>Routing feature x_R [B, V, d] (routing functions, arXiv 2403.09377); null where no method asks for it.</summary>
    public Tensor? RoutingFeature { get; init; }

    /// <summary>[B, T], non-zero at real positions of the states that adapters see; null: all are real. Read by text-text routing.</summary>
    public Tensor? TokenMask { get; init; }

    /// <summary>Which task's modules are used where a site has one for each; 0 where there is one for all.</summary>
    public int Task { get; init; }

    /// <summary>Collects adapter activations for the redundancy loss; null when nobody reads them.</summary>
    public AdapterTrace? Trace { get; init; }

    /// <summary>Tensors that stay the same for the whole context (merged experts), keyed by the module that owns them.</summary>
    public Dictionary<object, object> Cache { get; } = [];

    /// <summary>A fresh context for inference: no dropout, no draws, merged experts cached for its life time.</summary>
    public static PassContext Inference() => new();

    /// <summary>Draws an expert for a module with <paramref name="count"/> of them; a single expert costs no draw.</summary>
    /// <exception cref="InvalidOperationException">Several experts, and nothing to draw with.</exception>
    public int DrawExpert(int count, string where) =>
        count == 1
            ? 0
            : Experts?.Next(count)
                ?? throw new InvalidOperationException(
                    $"{where} has {count} experts to draw from; the pass has no expert source."
                );

    /// <summary>Dropout while training; the identity otherwise, or where the pass has no dropout source.</summary>
    public Tensor Drop(Tensor x, double p) => Training && p > 0 && Dropout is not null ? Dropout.Apply(x, p) : x;

    /// <summary>What the cache holds for <paramref name="key"/>, built on first use. The builder's tensors must outlive dispose scopes.</summary>
    public T Cached<T>(object key, Func<T> build)
        where T : class
    {
        if (Cache.TryGetValue(key, out var held))
            return (T)held;
        var built = build();
        Cache[key] = built;
        return built;
    }

    /// <summary>Releases what the cache holds.</summary>
    public void Dispose()
    {
        foreach (var held in Cache.Values.OfType<IDisposable>())
            held.Dispose();
        Cache.Clear();
    }
}

/// <summary>A source of expert indices with its own random stream.</summary>
public interface IExpertDraw
{
    /// <summary>Uniform index in [0, <paramref name="count"/>).</summary>
    int Next(int count);
}

/// <summary>A source of dropout masks with its own random stream.</summary>
public interface IDropout
{
    /// <summary>Zeroes each element of <paramref name="x"/> with probability <paramref name="p"/> and scales the rest by 1/(1−p).</summary>
    Tensor Apply(Tensor x, double p);
}

/// <summary>A source of Gaussian noise with its own random stream.</summary>
public interface INoise
{
    /// <summary>N(0, 1) values of a shape, of the element type and on the device of <paramref name="like"/>.</summary>
    Tensor Normal(long[] shape, Tensor like);
}

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

/// <summary>
/// A branch as the product that it is: h_a = z·W + b, of rank d_r + 1 at most. What reads h_a may read this instead where that is cheaper.
/// Several side by side have a leading dimension.
/// </summary>
/// <param name="Left">z [..., d_r].</param>
/// <param name="Right">W [..., d_r, d].</param>
/// <param name="Bias">b [..., d], or null.</param>
public sealed record BranchProduct(Tensor Left, Tensor Right, Tensor? Bias)
{
    /// <summary>Products of equal shapes side by side.</summary>
    public static BranchProduct Stack(IReadOnlyList<BranchProduct> products) =>
        new(
            stack(products.Select(p => p.Left)),
            stack(products.Select(p => p.Right)),
            products[0].Bias is null ? null : stack(products.Select(p => p.Bias!))
        );

    /// <summary>The same branch without a bias: [z, 1] [..., d_r + 1] by [W; b] [..., d_r + 1, d].</summary>
    public BranchProduct Joined() =>
        Bias is null
            ? this
            : new BranchProduct(
                cat([Left, ones([.. Left.shape[..^1], 1], dtype: Left.dtype, device: Left.device)], -1),
                cat([Right, Bias.unsqueeze(-2)], -2),
                null
            );
}
