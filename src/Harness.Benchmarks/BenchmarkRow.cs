namespace Harness.Benchmarks;

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
