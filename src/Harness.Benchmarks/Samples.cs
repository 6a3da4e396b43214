using System.Diagnostics;

namespace Harness.Benchmarks;

/// <summary>Times of repeated calls, in seconds.</summary>
public sealed class Samples
{
    private readonly double[] sorted;

    /// <exception cref="ArgumentException">No time was taken.</exception>
    public Samples(IEnumerable<double> seconds)
    {
        sorted = [.. seconds.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("A benchmark needs at least one time.");
    }

    public double Median => At(0.5);

    public double P10 => At(0.1);

    public double P90 => At(0.9);

    /// <summary>
    /// Times both by turns, so that whatever slows the machine down slows both. The caller warms up what needs it.
    /// </summary>
    public static (Samples Measured, Samples Baseline) Compare(int repeats, Action measured, Action baseline)
    {
        var both = ByTurns(repeats, measured, baseline);
        return (both[0], both[1]);
    }

    /// <summary>The same with any number of actions, one round after the other.</summary>
    public static Samples[] ByTurns(int repeats, params Action[] actions)
    {
        var times = actions.Select(_ => new List<double>(repeats)).ToArray();
        for (var round = 0; round < repeats; round++)
        for (var i = 0; i < actions.Length; i++)
            times[i].Add(Time(actions[i]));
        return [.. times.Select(t => new Samples(t))];
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Interpolated between neighbours.</summary>
    private double At(double share)
    {
        var place = share * (sorted.Length - 1);
        var (low, high) = ((int)Math.Floor(place), (int)Math.Ceiling(place));
        return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
    }
}
