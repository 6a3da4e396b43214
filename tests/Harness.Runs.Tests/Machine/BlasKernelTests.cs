namespace Harness.Runs.Tests.Machine;

public class BlasKernelTests
{
    private const string Xeon = "fma avx avx2 avx512f avx512cd avx512bw avx512dq avx512vl";

    [Theory]
    [InlineData("Prescott", Xeon, "SKYLAKEX")]
    [InlineData("Haswell", Xeon, "SKYLAKEX")]
    [InlineData("Cooperlake", Xeon, null)]
    [InlineData("SkylakeX", Xeon, null)]
    [InlineData("Zen", Xeon, null)]
    [InlineData("Nehalem", "fma avx avx2", "HASWELL")]
    [InlineData("Haswell", "fma avx avx2", null)]
    [InlineData("prescott", "avx", "SANDYBRIDGE")]
    [InlineData("Prescott", "sse2", null)]
    [InlineData("NeoverseN1", "asimd", null)]
    public void The_processor_decides(string chosen, string flags, string? expected) =>
        Assert.Equal(expected, BlasKernel.Choose(chosen, flags.Split(' ').ToHashSet()));

    [Fact]
    public void Reads_cpuinfo()
    {
        var processor = Processor.Parse(["processor\t: 0", "cpu family\t: 6", "model\t\t: 143", "model name\t: A Xeon", "flags\t\t: fpu avx512f", "processor\t: 1", "model name\t: B"]);
        Assert.StartsWith("A Xeon (family 6, model 143), ", processor.Name);
        Assert.Equal(["avx512f", "fpu"], processor.Flags.Order());
    }
}
