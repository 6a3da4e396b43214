using System.Buffers.Binary;
using System.Text;
using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

/// <summary>Writes small <c>.model</c> files; piece 0 is <c>&lt;unk&gt;</c>.</summary>
internal sealed class ModelFile
{
    public List<(string Text, float Score, PieceType Type)> Pieces { get; } = [("<unk>", 0, PieceType.Unknown)];

    public int ModelType { get; init; } = 1;

    public bool ByteFallback { get; init; }

    public byte[] CharsMap { get; init; } = [];

    public byte[] Bytes()
    {
        var file = new List<byte>();
        foreach (var (text, score, type) in Pieces)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(number, score);
            file.AddRange(Field(1, [.. Field(1, Encoding.UTF8.GetBytes(text)), 0x15, .. number, 0x18, (byte)type]));
        }
        file.AddRange(Field(2, [0x18, (byte)ModelType, 0x98, 0x02, (byte)(ByteFallback ? 1 : 0)]));
        if (CharsMap.Length > 0)
            file.AddRange(Field(3, Field(2, CharsMap)));
        return [.. file];
    }

    /// <summary>A table that replaces the letter a by what begins at byte <paramref name="value"/> of "A\0".</summary>
    public static byte[] OneRule(uint value)
    {
        // The root leads to unit 1 ^ 'a', that to its value's unit.
        var units = new uint[256];
        units[0] = 1 << 10;
        units[1 ^ 'a'] = 'a' | 0x100 | 2 << 10;
        units[1 ^ 'a' ^ 2] = 0x80000000 | value;
        return [.. BitConverter.GetBytes(1024), .. units.SelectMany(BitConverter.GetBytes), 65, 0];
    }

    private static byte[] Field(int number, byte[] content)
    {
        var head = new List<byte> { (byte)(number << 3 | 2) };
        var length = content.Length;
        for (; length >= 0x80; length >>= 7)
            head.Add((byte)(length | 0x80));
        return [.. head, (byte)length, .. content];
    }
}
