namespace Harness.Benchmarks;

/// <summary>A size of the work, and the median time that it took.</summary>
public sealed record GrowthPoint(double Size, double Seconds);
