using System.Buffers.Binary;

namespace Harness.Backbones;

/// <summary>
/// Reads protocol-buffer fields one after the other, as far as SentencePiece models use them: variable-length integers, four-byte and
/// eight-byte values, length-delimited bytes. Nothing is copied, and nothing outside the data is ever touched.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> data, string source)
{
    private const int VarintType = 0, EightBytes = 1, Delimited = 2, FourBytes = 5;

    private readonly ReadOnlySpan<byte> data = data;
    private int at;
    private int type;

    /// <summary>Number of the field that <see cref="Next"/> stopped at.</summary>
    public int Field { get; private set; }

    /// <summary>Moves to the next field; its value must be read or skipped before the next move.</summary>
    public bool Next()
    {
        if (at == data.Length) return false;
        var tag = Varint();
        (Field, type) = ((int)(tag >> 3), (int)(tag & 7));
        if (tag > uint.MaxValue || Field == 0 || type is not (VarintType or EightBytes or Delimited or FourBytes))
            throw Bad($"a field begins with {tag}, which is no field number and type");
        return true;
    }

    public bool Bool()
    {
        Expect(VarintType);
        return Varint() != 0;
    }

    public int Int()
    {
        Expect(VarintType);
        return unchecked((int)Varint());
    }

    public float Float()
    {
        Expect(FourBytes);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    public ReadOnlySpan<byte> Bytes()
    {
        Expect(Delimited);
        var length = Varint();
        if (length > (ulong)(data.Length - at)) throw Bad($"field {Field} claims {length} bytes where {data.Length - at} are left");
        return Take((int)length);
    }

    public void Skip()
    {
        switch (type)
        {
            case VarintType: Varint(); break;
            case EightBytes: Take(8); break;
            case FourBytes: Take(4); break;
            default: Bytes(); break;
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = Take(1)[0];
            // The tenth byte has room for one bit only.
            if (shift == 63 && b > 1) break;
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw Bad("an integer has more than 64 bits");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > data.Length - at) throw Bad("it ends in the middle of a field");
        at += count;
        return data.Slice(at - count, count);
    }

    private readonly void Expect(int wanted)
    {
        if (type != wanted) throw Bad($"field {Field} has wire type {type} instead of {wanted}");
    }

    private readonly CheckpointException Bad(string what) => new($"{source}: not a SentencePiece model: {what} (byte {at} of its message).");
}
