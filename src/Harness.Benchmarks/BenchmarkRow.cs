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

/// <summary>Which way a bar is met.</summary>
public enum BarSide
{
    AtLeast,
    AtMost,
}

/// <summary>A size of the work, and the median time that it took.</summary>
public sealed record GrowthPoint(double Size, double Seconds);

/// <summary>One case of a benchmark.</summary>
/// <param name="Unit">Of the median, the percentiles and the baseline; the ratio has none.</param>
/// <param name="Shapes">Sizes that the case ran at.</param>
/// <param name="Baseline">Median of the baseline.</param>
/// <param name="Bar">Null: shown beside the others, and nothing is asked of it.</param>
/// <param name="Ratio">Baseline over median where the bar is a speed-up (at least), median over baseline where it is a cost (at most).</param>
public sealed record BenchmarkRow(
    string Bench,
    string Case,
    string Unit,
    string Shapes,
    double Median,
    double P10,
    double P90,
    double Baseline,
    double Ratio,
    double? Bar,
    BarSide Side
)
{
    /// <summary>Sizes with seconds, where the median is the slope over them; else null.</summary>
    public IReadOnlyList<GrowthPoint>? Points { get; init; }

    /// <summary>What the case has to compute and to move, where that was counted; else null.</summary>
    public Work? Work { get; init; }

    public bool Holds => Bar is not { } bar || (Side == BarSide.AtLeast ? Ratio >= bar : Ratio <= bar);

    /// <summary>A speed-up: the baseline took <see cref="Ratio"/> times as long. Times in seconds.</summary>
    public static BenchmarkRow SpeedUp(
        string bench,
        string name,
        string shapes,
        Samples measured,
        Samples baseline,
        double bar
    ) =>
        new(
            bench,
            name,
            "s",
            shapes,
            measured.Median,
            measured.P10,
            measured.P90,
            baseline.Median,
            baseline.Median / measured.Median,
            bar,
            BarSide.AtLeast
        );

    /// <summary>A cost: it took <see cref="Ratio"/> times as long as the baseline. Times in seconds.</summary>
    public static BenchmarkRow Cost(string bench, string name, string shapes, Samples measured, Samples baseline, double? bar) =>
        new(
            bench,
            name,
            "s",
            shapes,
            measured.Median,
            measured.P10,
            measured.P90,
            baseline.Median,
            measured.Median / baseline.Median,
            bar,
            BarSide.AtMost
        );
}
