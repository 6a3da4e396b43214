using static TorchSharp.torch;

namespace Harness.Adapters;

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
