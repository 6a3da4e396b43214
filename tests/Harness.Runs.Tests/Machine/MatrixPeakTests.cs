using Harness.Runs.Machine;

namespace Harness.Runs.Tests.Machine;

public class MatrixPeakTests
{
    private static Processor Parse(string flags, string clock = "2500.000", params string[] cores) =>
        Processor.Parse(
            cores.SelectMany(core =>
                new[] { "processor : 0", "physical id : 0", $"core id : {core}", $"cpu MHz : {clock}", $"flags : {flags}" }
            )
        );

    [Theory]
    [InlineData("sse2 avx avx2 fma avx512f", 2, 64 * 2.5 * 2)]
    [InlineData("sse2 avx avx2 fma", 2, 32 * 2.5 * 2)]
    [InlineData("sse2 avx", 1, 16 * 2.5)]
    [InlineData("sse2", 8, 8 * 2.5 * 2)]
    public void Width_times_clock_times_cores(string flags, int threads, double gflops) =>
        Assert.Equal(gflops, MatrixPeak.Of(Parse(flags, "2500.000", "0", "1"), threads)!.Gflops, 6);

    [Fact]
    public void Threads_that_share_a_core_count_once() =>
        Assert.Equal(1, MatrixPeak.Of(Parse("sse2", "2500", "0", "0"), 2)!.Cores);

    [Fact]
    public void Nothing_is_said_without_a_clock_or_known_vectors()
    {
        Assert.Null(MatrixPeak.Of(Parse("asimd", "2500", "0"), 1));
        Assert.Null(MatrixPeak.Of(Processor.Parse(["flags : sse2"]), 1));
    }

    [Fact]
    public void Below_half_of_the_peak_is_told_in_one_line()
    {
        var peak = MatrixPeak.Of(Parse("avx512f", "2000", "0", "1"), 2)!;
        Assert.Null(peak.Shortfall(128));
        Assert.Equal(
            "a 1024³ product runs at 100 GFLOP/s, less than half of the 256 that 2 cores at 2.0 GHz with AVX-512 allow; the machine is busy, or its BLAS is slow.",
            peak.Shortfall(100)
        );
    }
}
