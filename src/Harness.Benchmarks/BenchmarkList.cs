namespace Harness.Benchmarks;

/// <summary>Every benchmark, in the order in which they run.</summary>
public static class BenchmarkList
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new PhmLayers(),
        new MixPhmExperts(),
        new RedundancyTerms(),
        new TrainingStep(),
        new RoutedUpdates(),
        new Decode(),
        new OptimiserStep(),
        new TinyStep(),
        new GrowthOfCost(),
        new GpuStep(),
    ];
}
