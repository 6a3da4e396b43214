using System.Diagnostics;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>What one small operator costs from managed code. Times are printed, not judged; garbage is exact and is.</summary>
public class OverheadTests(ITestOutputHelper output)
{
    private const int Calls = 20_000;

    [Fact]
    public void Garbage_of_a_small_operator_is_at_most_a_hundred_bytes()
    {
        var (a, b) = (ones(4), ones(4));
        Measure("add", () => a.add(b).Dispose());
        Measure("add in place", () => a.mul_(b));
        Measure("product with a number", () => (a * 0.5).Dispose());
        Measure("view", () => a.view(2, 2).Dispose());
        Measure("matmul", () => a.dot(b).Dispose());
        using var scope = NewDisposeScope();
        Measure("add in a scope", () => a.add(b).Dispose());
    }

    private void Measure(string what, Action call)
    {
        for (var i = 0; i < Calls / 10; i++)
            call();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Calls; i++)
            call();
        var micros = watch.Elapsed.TotalMicroseconds / Calls;
        var garbage = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Calls;
        output.WriteLine($"{what}: {micros:F2} µs, {garbage:F0} bytes of garbage");
        Assert.True(garbage <= 100, $"{what}: {garbage} bytes");
    }
}
