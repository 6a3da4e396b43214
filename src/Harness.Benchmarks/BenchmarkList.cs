namespace Harness.Benchmarks;

/// <summary>Every benchmark, in the order in which they run.</summary>
public static class BenchmarkList
{
    public static IReadOnlyList<IBenchmark> All { get; } = [new Decode()];
}
