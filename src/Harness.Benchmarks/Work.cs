namespace Harness.Benchmarks;

/// <summary>What a case cannot do without: operations of its matrix products, and numbers that must come from memory or go there.</summary>
/// <param name="Flops">A multiply-add is two.</param>
/// <param name="Bytes">Every input read once and every result written once, by each pass that needs it.</param>
public sealed record Work(double Flops, double Bytes)
{
    /// <summary>The time below which no program gets at these rates: products and transfers may overlap.</summary>
    /// <param name="flops">Operations a second of a large product.</param>
    /// <param name="bytes">Bytes a second of a copy.</param>
    public double AtLeast(double flops, double bytes) => Math.Max(Flops / flops, Bytes / bytes);

    /// <summary>A pair of layers d → r → d over M rows, forward, or forward and backward with gradients of input, weights and output.</summary>
    public static Work OfPair(double rows, double width, double bottleneck, bool training)
    {
        var (passes, weights) = (training ? 3 : 1, 2 * width * bottleneck);
        // Forward reads x and writes y; backward reads x and the gradient of y, and writes that of x.
        return new Work(
            passes * 2 * rows * weights,
            sizeof(float) * (rows * (training ? 5 * width + 4 * bottleneck : 2 * width + 2 * bottleneck) + passes * weights)
        );
    }
}
