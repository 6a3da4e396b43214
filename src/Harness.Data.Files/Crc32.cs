using System.Buffers.Binary;

namespace Harness.Data.Files;

/// <summary>
/// The checksum of zip archives: polynomial 0xEDB88320, reflected, inverted at both ends.
/// Eight bytes at a time through eight tables, since archives of weights have gigabytes.
/// </summary>
public static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    /// <param name="before">Checksum of the bytes that come before, to go on from.</param>
    public static uint Of(ReadOnlySpan<byte> data, uint before = 0)
    {
        var crc = ~before;
        for (; data.Length >= 8; data = data[8..])
        {
            var low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(data);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc =
                Tables[7][(byte)low]
                ^ Tables[6][(byte)(low >> 8)]
                ^ Tables[5][(byte)(low >> 16)]
                ^ Tables[4][low >> 24]
                ^ Tables[3][(byte)high]
                ^ Tables[2][(byte)(high >> 8)]
                ^ Tables[1][(byte)(high >> 16)]
                ^ Tables[0][high >> 24];
        }
        foreach (var b in data)
            crc = Tables[0][(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    // Table k: what a byte does to the checksum k bytes later.
    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        tables[0] =
        [
            .. Enumerable
                .Range(0, 256)
                .Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1)),
        ];
        for (var k = 1; k < 8; k++)
            tables[k] = [.. tables[k - 1].Select(c => tables[0][(byte)c] ^ (c >> 8))];
        return tables;
    }
}
