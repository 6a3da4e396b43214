using Harness.Benchmarks.Peer;

namespace Harness.Benchmarks;

/// <summary>Something measured against a baseline in the same run, so that the ratio holds on any machine.</summary>
public interface IBenchmark
{
    string Name { get; }

    /// <summary>What is compared with what, in a line.</summary>
    string Measures { get; }

    /// <summary>Measures every case; rows come as they are done.</summary>
    IEnumerable<BenchmarkRow> Run();
}

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
        new AttachedAdapters(),
        new Decode(),
        new OptimiserStep(),
        new TinyStep(),
        new GrowthOfCost(),
        new GpuStep(),
        new PeerComparison(),
    ];
}
