using System.Diagnostics;
using TorchSharp.Interop;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>What one small operator costs from managed code. Times are printed, not judged; garbage is exact and is.</summary>
public class OverheadTests(ITestOutputHelper output)
{
    private const int Rounds = 300;
    private const int Calls = 100;

    [Fact]
    public void Garbage_of_a_small_operator_is_at_most_a_hundred_bytes()
    {
        var (a, b) = (ones(4), ones(4));
        Measure("add", () => a.add(b).Dispose());
        Measure("product in place", () => a.mul_(b));
        Measure("product with a number", () => (a * 0.5).Dispose());
        Measure("view", () => a.view(2, 2).Dispose());
        Measure("dot", () => a.dot(b).Dispose());
        using var scope = NewDisposeScope();
        Measure("add in a scope", () => a.add(b).Dispose());
    }

    [Fact]
    public void The_same_sum_from_managed_code_and_from_cpp()
    {
        var (a, b) = (ones(4), ones(4));
        var cpp = Best(() => NativeMethods.ts_repeat_add(a.Handle, b.Handle, Calls));
        var managed = Best(() => Repeat(() => a.add(b).Dispose()));
        output.WriteLine($"add of four floats: {managed:F2} µs here, {cpp:F2} µs in C++, ratio {managed / cpp:F2}");
        Assert.True(managed < 100, $"{managed} µs");
    }

    private void Measure(string what, Action call)
    {
        Repeat(call);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        Repeat(call);
        var garbage = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Calls;
        output.WriteLine($"{what}: {Best(() => Repeat(call)):F2} µs, {garbage:F0} bytes of garbage");
        Assert.True(garbage <= 100, $"{what}: {garbage} bytes");
    }

    private static void Repeat(Action call)
    {
        for (var i = 0; i < Calls; i++)
            call();
    }

    /// <summary>Microseconds a call in the fastest round: the one that other programs disturbed least.</summary>
    private static double Best(Action round)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            round();
            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / Calls);
        }
        return best;
    }
}
