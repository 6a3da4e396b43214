namespace Harness.Runs.Machine;

/// <summary>The fastest single-precision matrix product that a processor allows.</summary>
/// <param name="FlopsPerCycle">A core's operations a cycle: lanes of its vectors, times two for the fused product and sum, times two units.</param>
/// <param name="GigaHertz">Its clock.</param>
/// <param name="Cores">Cores that work on the product.</param>
/// <param name="Vectors">Name of its widest vectors.</param>
public sealed record MatrixPeak(int FlopsPerCycle, double GigaHertz, int Cores, string Vectors)
{
    public double Gflops => FlopsPerCycle * GigaHertz * Cores;

    /// <summary>Null where the system tells neither vectors nor clock (processors other than x86-64).</summary>
    public static MatrixPeak? Of(Processor processor, int threads)
    {
        (int, string)? widest = processor.Flags switch
        {
            var f when f.Contains("avx512f") => (64, "AVX-512"),
            var f when f.Contains("avx2") && f.Contains("fma") => (32, "AVX2"),
            var f when f.Contains("avx") => (16, "AVX"),
            var f when f.Contains("sse2") => (8, "SSE2"),
            _ => null,
        };
        return widest is var (flops, vectors) && processor.GigaHertz > 0
            ? new MatrixPeak(flops, processor.GigaHertz, Math.Clamp(threads, 1, processor.PhysicalCores), vectors)
            : null;
    }

    /// <summary>What to tell about a product that ran this fast; null when it reached half of the peak.</summary>
    public string? Shortfall(double gflops) =>
        gflops >= Gflops / 2
            ? null
            : FormattableString.Invariant($"a 1024³ product runs at {gflops:0} GFLOP/s, less than half of the {Gflops:0} that ")
                + FormattableString.Invariant(
                    $"{Cores} {(Cores == 1 ? "core" : "cores")} at {GigaHertz:0.0} GHz with {Vectors} allow; the machine is busy, or its BLAS is slow."
                );
}
