using System.Diagnostics;
using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>How fast torch multiplies and moves numbers here: what decides the time of everything on a CPU.</summary>
public static class MachineSpeed
{
    private const int Side = 1024;
    private const int Repeats = 5,
        Each = 40;

    // 4 MB, about the states of a layer of T5-base for a minibatch; larger ones leave the caches and move slower.
    private const long Numbers = 1 << 20;
    private const int Copies = 20;

    /// <summary>Billions of floating-point operations a second of a 1024³ single-precision product, the best of five.</summary>
    public static double Gflops()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (a, b) = (ones(Side, Side), ones(Side, Side));
        var best = double.PositiveInfinity;
        a.matmul(b).Dispose(); // the first one starts threads and touches memory
        for (var i = 0; i < Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            a.matmul(b).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return 2.0 * Side * Side * Side / best / 1e9;
    }

    /// <summary>The rate of so many threads that multiply side by side, each by itself, over the rate of one: what workers of a thread each gain at most.</summary>
    public static double SideBySide(int workers)
    {
        var threads = get_num_threads();
        try
        {
            return workers * Seconds(1) / Seconds(workers);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    /// <summary>Billions of bytes a second, read and written, of copying a tensor of 4 MB; the best of twenty.</summary>
    public static double Gigabytes()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (from, to) = (ones(Numbers), ones(Numbers));
        var best = double.PositiveInfinity;
        for (var i = 0; i < Copies; i++)
        {
            var started = Stopwatch.GetTimestamp();
            to.copy_(from);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return 2.0 * sizeof(float) * Numbers / best / 1e9;
    }

    private static double Seconds(int workers)
    {
        var started = Stopwatch.GetTimestamp();
        var all = Enumerable.Range(0, workers).Select(_ => new Thread(Multiply)).ToList();
        all.ForEach(t => t.Start());
        all.ForEach(t => t.Join());
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Multiply()
    {
        set_num_threads(1);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (a, b) = (ones(Side, Side), ones(Side, Side));
        for (var i = 0; i < Each; i++)
            a.matmul(b).Dispose();
    }
}
