using System.Numerics;

namespace Harness.Data.Sampling;

/// <summary>
/// CPython's <c>random.Random</c>, bit for bit (checked against 3.14). With it a reproduction draws the same N_D examples as code that
/// calls <c>random.seed(seed)</c> and <c>random.shuffle(data)</c>.
/// </summary>
public sealed class PythonRandom
{
    private readonly MersenneTwister twister;

    /// <param name="seed">As in <c>random.seed(int)</c>; a negative seed counts by its absolute value.</param>
    public PythonRandom(BigInteger seed)
    {
        var bytes = BigInteger.Abs(seed).ToByteArray(isUnsigned: true);
        var words = new uint[Math.Max(1, (bytes.Length + 3) / 4)];
        for (var i = 0; i < bytes.Length; i++)
            words[i / 4] |= (uint)bytes[i] << (8 * (i % 4));
        twister = new MersenneTwister(words);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Random() => twister.NextDouble();

    /// <summary>An integer of k random bits.</summary>
    public BigInteger GetRandBits(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        var result = BigInteger.Zero;
        for (var shift = 0; shift < k; shift += 32)
        {
            var word = twister.NextUInt32();
            if (k - shift < 32)
                word >>= 32 - (k - shift);
            result |= (BigInteger)word << shift;
        }
        return result;
    }

    /// <summary>Uniform in [0, bound): draws of as many bits as the bound has, those not below it rejected.</summary>
    public long RandBelow(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var bits = 64 - BitOperations.LeadingZeroCount((ulong)bound);
        while (true)
        {
            var value = Bits(bits);
            if (value < (ulong)bound)
                return (long)value;
        }
    }

    /// <summary>In place, from the end.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = (int)RandBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private ulong Bits(int k)
    {
        if (k <= 32)
            return twister.NextUInt32() >> (32 - k);
        ulong low = twister.NextUInt32();
        return low | (ulong)(twister.NextUInt32() >> (64 - k)) << 32;
    }
}
