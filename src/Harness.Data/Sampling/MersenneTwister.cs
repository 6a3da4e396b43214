namespace Harness.Data.Sampling;

/// <summary>MT19937 (Matsumoto and Nishimura 1998), seeded the two ways that CPython and numpy do.</summary>
internal sealed class MersenneTwister
{
    private const int N = 624,
        M = 397;

    private readonly uint[] state = new uint[N];
    private int next = N;

    /// <summary>From one word, as numpy's legacy generator.</summary>
    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (var i = 1; i < N; i++)
            state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + (uint)i;
    }

    /// <summary>From an array of words, as CPython: seeds longer than a word mix all of them in.</summary>
    public MersenneTwister(ReadOnlySpan<uint> key)
        : this(19650218u)
    {
        int i = 1,
            j = 0;
        for (var k = Math.Max(N, key.Length); k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525u)) + key[j] + (uint)j;
            i = Wrap(i + 1);
            j = (j + 1) % key.Length;
        }
        for (var k = N - 1; k > 0; k--)
        {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941u)) - (uint)i;
            i = Wrap(i + 1);
        }
        state[0] = 0x80000000u;
    }

    public uint NextUInt32()
    {
        if (next == N)
            Generate();
        var y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    /// <summary>Uniform in [0, 1) with 53 bits from two words; the same rule in CPython and numpy.</summary>
    public double NextDouble()
    {
        var high = NextUInt32() >> 5;
        var low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    private int Wrap(int i)
    {
        if (i < N)
            return i;
        state[0] = state[N - 1];
        return 1;
    }

    private void Generate()
    {
        for (var i = 0; i < N; i++)
        {
            var y = (state[i] & 0x80000000u) | (state[(i + 1) % N] & 0x7FFFFFFFu);
            state[i] = state[(i + M) % N] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908B0DFu : 0);
        }
        next = 0;
    }
}
