using System.Globalization;

namespace Harness.Data;

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
