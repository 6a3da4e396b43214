using System.Buffers.Binary;

namespace Harness.Backbones;

/// <summary>
/// The normaliser of a SentencePiece model: pieces of text → what replaces them. Layout: byte count of the trie (4 bytes, little-endian),
/// the trie as a double array of 4-byte units (as darts-clone lays it out), then the replacements, each ended by a zero byte.
/// </summary>
internal sealed class CharsMap
{
    private readonly uint[] units;
    private readonly byte[] texts;
    private readonly string source;

    private CharsMap(string source, uint[] units, byte[] texts) => (this.source, this.units, this.texts) = (source, units, texts);

    public bool IsEmpty => units.Length == 0;

    /// <exception cref="CheckpointException">The table contradicts itself.</exception>
    public static CharsMap Read(string source, byte[] table)
    {
        if (table.Length == 0) return new CharsMap(source, [], []);
        if (table.Length < 4) throw new CheckpointException($"{source}: the normaliser's table has {table.Length} bytes, too few for its size.");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(table);
        if (size > table.Length - 4 || size % 4 != 0 || size == 0)
            throw new CheckpointException($"{source}: the normaliser's trie claims {size} of the {table.Length - 4} bytes of its table.");
        var texts = table[(4 + (int)size)..];
        if (texts.Length > 0 && texts[^1] != 0) throw new CheckpointException($"{source}: the last replacement of the normaliser has no end.");
        var units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(4 + 4 * i));
        return new CharsMap(source, units, texts);
    }

    /// <summary>The longest entry that <paramref name="text"/> begins with: its length in bytes, 0 for none.</summary>
    public int Longest(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement) => Match(text, shortest: false, out replacement);

    /// <summary>The shortest entry that <paramref name="text"/> begins with: its length in bytes, 0 for none.</summary>
    public int Shortest(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement) => Match(text, shortest: true, out replacement);

    private int Match(ReadOnlySpan<byte> text, bool shortest, out ReadOnlySpan<byte> replacement)
    {
        var (length, value) = (0, 0u);
        var node = units.Length == 0 ? uint.MaxValue : Offset(units[0]);
        for (var i = 0; i < text.Length; i++)
        {
            node ^= text[i];
            if (node >= units.Length || Label(units[node]) != text[i]) break;
            var unit = units[node];
            node ^= Offset(unit);
            if (!HasValue(unit)) continue;
            // In a sound table a value stands at the node that its key leads to.
            if (node >= units.Length) break;
            (length, value) = (i + 1, units[node] & 0x7FFFFFFF);
            if (shortest) break;
        }
        replacement = length == 0 ? default : Text(value);
        return length;
    }

    private ReadOnlySpan<byte> Text(uint at)
    {
        if (at >= texts.Length) throw new CheckpointException($"{source}: the normaliser points to byte {at} of {texts.Length} bytes of replacements.");
        var text = texts.AsSpan((int)at);
        return text[..text.IndexOf((byte)0)];
    }

    private static uint Label(uint unit) => unit & (0x80000000 | 0xFF);

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private static bool HasValue(uint unit) => (unit & 0x100) != 0;
}
