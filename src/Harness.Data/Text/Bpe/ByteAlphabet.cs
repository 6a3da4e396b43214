using System.Collections.Frozen;
using System.Text;

namespace Harness.Data.Text;

/// <summary>
/// The printable characters in which byte-level vocabularies spell bytes: visible Latin-1 bytes stand for themselves, the others
/// follow from U+0100 in byte order, so that a space is U+0120.
/// </summary>
public static class ByteAlphabet
{
    private static readonly char[] characters = Characters();

    private static readonly FrozenDictionary<char, byte> bytes = characters
        .Select((c, b) => (c, b))
        .ToFrozenDictionary(x => x.c, x => (byte)x.b);

    public static char Character(byte b) => characters[b];

    /// <summary>Joins the bytes of <paramref name="tokens"/>. A token with a character outside the alphabet gives its own UTF-8 bytes; broken UTF-8 becomes U+FFFD.</summary>
    public static string Decode(IEnumerable<string> tokens)
    {
        var all = new List<byte>();
        foreach (var token in tokens)
        {
            if (token.All(bytes.ContainsKey))
                all.AddRange(token.Select(c => bytes[c]));
            else
                all.AddRange(Encoding.UTF8.GetBytes(token));
        }
        return Encoding.UTF8.GetString([.. all]);
    }

    private static char[] Characters()
    {
        var next = (char)0x100;
        return
        [
            .. Enumerable.Range(0, 256).Select(b => b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : next++),
        ];
    }
}
