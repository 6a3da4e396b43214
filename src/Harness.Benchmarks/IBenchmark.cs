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
