using Harness.Data.Sampling;

namespace Harness.Parity.Sampling;

/// <summary>numpy's legacy <c>RandomState</c>, whose stream is frozen: seeding by one integer, and the draws that reference code uses.</summary>
public sealed class NumpyRandomState(uint seed)
{
    private readonly MersenneTwister twister = new(seed);
    private double? spareNormal;

    /// <summary>Uniform in [0, 1).</summary>
    public double RandomSample() => twister.NextDouble();

    public double Uniform(double low, double high) => low + (high - low) * twister.NextDouble();

    /// <summary>Normal by Marsaglia's polar method; every second call uses the spare value.</summary>
    public double StandardNormal()
    {
        if (spareNormal is { } spare)
        {
            spareNormal = null;
            return spare;
        }
        double x,
            y,
            r;
        do
        {
            x = 2 * twister.NextDouble() - 1;
            y = 2 * twister.NextDouble() - 1;
            r = x * x + y * y;
        } while (r >= 1 || r == 0);
        var scale = Math.Sqrt(-2 * Math.Log(r) / r);
        spareNormal = scale * x;
        return scale * y;
    }

    public double Normal(double mean, double deviation) => mean + deviation * StandardNormal();

    /// <summary><c>randint(low, high)</c>: uniform in [low, high), 64-bit as on Linux.</summary>
    /// <exception cref="ArgumentException">The range is empty.</exception>
    public long RandInt(long low, long high)
    {
        if (low >= high)
            throw new ArgumentException($"randint({low}, {high}) is empty.");
        var range = unchecked((ulong)(high - 1) - (ulong)low);
        return range == 0 ? low : unchecked(low + (long)Interval(range));
    }

    /// <summary><c>permutation(n)</c>.</summary>
    public int[] Permutation(int n)
    {
        var items = Enumerable.Range(0, n).ToArray();
        Shuffle(items);
        return items;
    }

    /// <summary>In place, from the end.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = (int)Interval((ulong)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary><c>choice(n, k, replace=False)</c>: the beginning of a permutation.</summary>
    public int[] ChoiceWithoutReplacement(int n, int k) => Permutation(n)[..k];

    /// <summary><c>choice(len(p), k, p=p)</c>, with replacement.</summary>
    public int[] Choice(IReadOnlyList<double> p, int k)
    {
        var sums = new double[p.Count];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = (i > 0 ? sums[i - 1] : 0) + p[i];
        var total = sums[^1];
        for (var i = 0; i < sums.Length; i++)
            sums[i] /= total;
        var result = new int[k];
        for (var i = 0; i < k; i++)
        {
            var u = twister.NextDouble();
            result[i] = Array.FindIndex(sums, s => s > u);
        }
        return result;
    }

    /// <summary>Uniform in [0, max]: words masked to the bits of max, those above it rejected.</summary>
    private ulong Interval(ulong max)
    {
        if (max == 0)
            return 0;
        var mask = ulong.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(max);
        while (true)
        {
            ulong value = twister.NextUInt32();
            if (max > uint.MaxValue)
                value = value << 32 | twister.NextUInt32();
            value &= mask;
            if (value <= max)
                return value;
        }
    }
}
