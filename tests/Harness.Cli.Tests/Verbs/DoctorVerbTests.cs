using System.Text.Json;

namespace Harness.Cli.Tests.Verbs;

public class DoctorVerbTests
{
    [Fact]
    public void Json_has_the_documented_keys()
    {
        var called = Invocation.Of("doctor", "--json");
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        foreach (
            var key in (string[])
                [
                    "packages",
                    "torch",
                    "blas",
                    "blas_kernel",
                    "threads",
                    "gflops",
                    "gpu",
                    "os",
                    "dotnet",
                    "chromium",
                    "libhdf5",
                    "slurm",
                    "problems",
                ]
        )
            Assert.True(json.RootElement.TryGetProperty(key, out _), key);
        Assert.True(json.RootElement.GetProperty("gflops").GetDouble() > 0);
        Assert.NotEmpty(json.RootElement.GetProperty("torch").GetString()!);
    }
}
