using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Cli;

/// <summary>How fast torch moves numbers: decides the time of everything that multiplies little.</summary>
internal static class MemorySpeed
{
    // 4 MB, about the states of a layer of T5-base for a minibatch; larger ones leave the caches and move slower.
    private const long Numbers = 1 << 20;
    private const int Repeats = 20;

    /// <summary>Billions of bytes a second, read and written, of copying a tensor of 4 MB; the best of twenty.</summary>
    public static double Gigabytes()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (from, to) = (ones(Numbers), ones(Numbers));
        var best = double.PositiveInfinity;
        for (var i = 0; i < Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            to.copy_(from);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return 2.0 * sizeof(float) * Numbers / best / 1e9;
    }
}
