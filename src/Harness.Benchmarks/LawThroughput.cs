using System.Diagnostics;
using TorchSharp;

namespace Harness.Benchmarks;

/// <summary>How many small cases of PHM laws two workers check in a second. The baseline is the rate that is asked for.</summary>
/// <param name="check">Checks a law with so many cases, a seed and so many workers, and gives the number of cases checked.</param>
public sealed class LawThroughput(Func<string, int, int, int, int> check) : IBenchmark
{
    private const int Repeats = 5,
        Workers = 2,
        Cases = 2000;

    private const double Required = 2000;

    private static readonly string[] laws = ["phm.factored", "phm.rank-bound"];

    public string Name => "laws";

    public string Measures => $"cases of a PHM law a second, {Workers} workers, against {Required:N0}";

    public IEnumerable<BenchmarkRow> Run()
    {
        var threads = torch.get_num_threads();
        torch.set_num_threads(1);
        try
        {
            foreach (var law in laws)
            {
                Rate(law, seed: 0); // compiles what it runs
                var rates = new Samples(Enumerable.Range(1, Repeats).Select(seed => Rate(law, seed)));
                yield return new BenchmarkRow(
                    Name,
                    law,
                    "cases/s",
                    $"n, in/n, out/n ≤ 4, rank ≤ 3, float64; {Cases} cases a repeat",
                    rates.Median,
                    rates.P10,
                    rates.P90,
                    Required,
                    rates.Median / Required,
                    1,
                    BarSide.AtLeast
                );
            }
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    private double Rate(string law, int seed)
    {
        var start = Stopwatch.GetTimestamp();
        var cases = check(law, Cases, seed, Workers);
        return cases / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
