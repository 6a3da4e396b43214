using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class ErrorTests
{
    [Theory, Cpu, Cuda]
    public void Failures_name_the_operator_and_the_shapes(string device)
    {
        var error = Assert.Throws<ExternalException>(() => ones(2, 3, device: device).matmul(ones(4, 5, device: device)));
        Assert.Contains("aten::matmul", error.Message);
        Assert.Contains("[2, 3]", error.Message);
        Assert.Contains("[4, 5]", error.Message);
    }

    [Fact]
    public void A_failure_does_not_spoil_the_next_call()
    {
        Assert.Throws<ExternalException>(() => ones(2).view(3));
        (ones(2) + 1).Near(2, 2);
    }

    [Fact]
    public void Use_after_dispose_is_an_exception()
    {
        var x = ones(2);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsInvalid);
        Assert.Equal("Tensor invalid -- empty handle.", Assert.Throws<InvalidOperationException>(() => x + 1).Message);
        Assert.Throws<InvalidOperationException>(() => x.shape);
        Assert.Throws<InvalidOperationException>(() => ones(2) + x);
    }

    [Fact]
    public void Unknown_devices_and_types_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Device("abacus"));
        if (!cuda.is_available())
            Assert.Throws<InvalidOperationException>(() => ones(1, device: "cuda"));
        Assert.Throws<ArgumentException>(() => nn.Linear(1, 1).to(int64));
    }

    [Fact]
    public void Loading_what_is_not_there_is_an_exception() =>
        Assert.Throws<ExternalException>(() => load(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())));
}
