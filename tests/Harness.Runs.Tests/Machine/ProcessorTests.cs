using Harness.Runs.Machine;

namespace Harness.Runs.Tests.Machine;

public class ProcessorTests
{
    [Fact]
    public void Reads_cpuinfo()
    {
        var processor = Processor.Parse([
            "processor\t: 0",
            "cpu family\t: 6",
            "model\t\t: 143",
            "model name\t: A Xeon",
            "flags\t\t: fpu avx512f",
            "processor\t: 1",
            "model name\t: B",
        ]);
        Assert.StartsWith("A Xeon (family 6, model 143), ", processor.Name);
        Assert.Equal(["avx512f", "fpu"], processor.Flags.Order());
    }
}
