using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Harness.Data.Sampling;

/// <summary>The 256 bits of a <see cref="RandomStream"/>; its text form is 64 hexadecimal digits.</summary>
public readonly record struct RandomStreamState(ulong A, ulong B, ulong C, ulong D)
{
    /// <exception cref="FormatException">Not 64 hexadecimal digits.</exception>
    public static RandomStreamState Parse(string text)
    {
        if (text.Length != 64)
            throw new FormatException($"A random state is 64 hexadecimal digits; this has {text.Length} characters.");
        ulong Part(int i) => ulong.Parse(text.AsSpan(16 * i, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new RandomStreamState(Part(0), Part(1), Part(2), Part(3));
    }

    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}

/// <summary>
/// A named stream of random numbers. Every consumer takes its own stream by name, <c>RandomStream.Root(13).Sub("scenes").Sub("train")</c>,
/// so that a new consumer never shifts the numbers of another.
/// </summary>
/// <remarks>
/// A stream's key is SHA-256 of its parent's key and its name; the key is the first state of a xoshiro256** generator
/// (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021). A sub-stream depends on the key alone,
/// never on how many numbers were drawn. Not thread-safe: give each thread its own sub-stream.
/// </remarks>
public sealed class RandomStream
{
    private readonly byte[] key;
    private ulong s0,
        s1,
        s2,
        s3;

    private RandomStream(byte[] key, string path)
    {
        this.key = key;
        Path = path;
        State = new RandomStreamState(Word(key, 0), Word(key, 1), Word(key, 2), Word(key, 3));
    }

    /// <summary>Root seed and names, e.g. <c>13/scenes/train</c>; for messages.</summary>
    public string Path { get; }

    /// <summary>Where the generator stands. Setting it resumes a stream; it does not change sub-streams.</summary>
    public RandomStreamState State
    {
        get => new(s0, s1, s2, s3);
        set
        {
            if ((value.A | value.B | value.C | value.D) == 0)
                throw new ArgumentException("A state of zeros never leaves zero; take the state from RandomStream.State.");
            (s0, s1, s2, s3) = (value.A, value.B, value.C, value.D);
        }
    }

    public static RandomStream Root(long seed)
    {
        var text = seed.ToString(CultureInfo.InvariantCulture);
        return new RandomStream(SHA256.HashData(Encoding.UTF8.GetBytes("root\n" + text)), text);
    }

    /// <summary>The stream of that name below this one; the same whatever was drawn from this one.</summary>
    public RandomStream Sub(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] bytes = [.. key, .. Encoding.UTF8.GetBytes(name)];
        return new RandomStream(SHA256.HashData(bytes), Path + "/" + name);
    }

    /// <summary>The numbered stream below this one, e.g. one a scene.</summary>
    public RandomStream Sub(ulong index) => Sub(index.ToString(CultureInfo.InvariantCulture));

    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, bound), without bias (multiply-shift with rejection).</summary>
    /// <exception cref="ArgumentOutOfRangeException">bound is below 1.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var b = (uint)bound;
        var product = (NextUInt64() >> 32) * b;
        if ((uint)product < b)
        {
            var floor = (uint)(-bound) % b;
            while ((uint)product < floor)
                product = (NextUInt64() >> 32) * b;
        }
        return (int)(product >> 32);
    }

    /// <summary>Uniform in [low, high], both included.</summary>
    public int NextInt(int low, int high) => low + NextInt(checked(high - low + 1));

    /// <summary>True with probability p.</summary>
    public bool Chance(double p) => NextDouble() < p;

    public T Pick<T>(IReadOnlyList<T> items) => items[NextInt(items.Count)];

    /// <summary>Fisher–Yates from the end, in place.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Word(byte[] key, int index) => BinaryPrimitives.ReadUInt64LittleEndian(key.AsSpan(8 * index));
}
