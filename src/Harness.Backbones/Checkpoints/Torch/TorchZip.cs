using System.Buffers.Binary;
using System.Text;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;

namespace Harness.Backbones.Checkpoints.Torch;

/// <summary>One file inside a zip archive, stored as it is.</summary>
internal readonly record struct ZipEntry(long Begin, long Bytes, uint Crc);

/// <summary>
/// The directory of a zip archive as torch writes it: entries stored without compression, so that they can be used where they lie; 64-bit sizes
/// where needed. Format: PKWARE's APPNOTE, sections 4.3 to 4.5.
/// </summary>
internal sealed class TorchZip
{
    private const uint Local = 0x04034B50,
        Central = 0x02014B50,
        End = 0x06054B50,
        End64 = 0x06064B50,
        Locator64 = 0x07064B50;
    private const int EndBytes = 22,
        CentralBytes = 46,
        LocalBytes = 30;

    private readonly MappedFile file;
    private readonly Dictionary<string, ZipEntry> entries = new(StringComparer.Ordinal);

    /// <exception cref="CheckpointException">Damaged, compressed or encrypted.</exception>
    public TorchZip(MappedFile file)
    {
        this.file = file;
        var (count, begin, bytes) = Directory();
        var directory = file.Bytes(begin, bytes);
        for (long i = 0; i < count; i++)
            directory = directory[Read(directory, begin)..];
    }

    public IEnumerable<string> Names => entries.Keys;

    public bool TryGet(string name, out ZipEntry entry) => entries.TryGetValue(name, out entry);

    /// <summary>An entry's bytes, compared with their checksum.</summary>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = entries[name];
        if (file.Crc(entry.Begin, entry.Bytes) != entry.Crc)
            throw Bad($"the checksum of '{name}' differs; its content is damaged");
        return file.Bytes(entry.Begin, entry.Bytes);
    }

    private (long Count, long Begin, long Bytes) Directory()
    {
        var tail = file.Bytes(
            Math.Max(0, file.Length - EndBytes - ushort.MaxValue),
            Math.Min(file.Length, EndBytes + ushort.MaxValue)
        );
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            var end = tail[at..];
            if (Word(end, 0) != End || Half(end, 20) != end.Length - EndBytes)
                continue;
            var place = file.Length - tail.Length + at;
            var (count, bytes, begin) = ((long)Half(end, 10), (long)Word(end, 12), (long)Word(end, 16));
            if (count != ushort.MaxValue && bytes != uint.MaxValue && begin != uint.MaxValue)
                return (count, begin, bytes);
            var locator = file.Bytes(place - 20, 20);
            if (Word(locator, 0) != Locator64)
                return (count, begin, bytes);
            var end64 = file.Bytes(Long(locator, 8), 56);
            if (Word(end64, 0) != End64)
                throw Bad("its 64-bit directory is not where it should be");
            return (Long(end64, 32), Long(end64, 48), Long(end64, 40));
        }
        throw Bad("it has no directory at its end; it is truncated");
    }

    /// <returns>Bytes that the entry takes in the directory.</returns>
    private int Read(ReadOnlySpan<byte> directory, long directoryBegin)
    {
        if (directory.Length < CentralBytes || Word(directory, 0) != Central)
            throw Bad("its directory is damaged");
        int nameBytes = Half(directory, 28),
            extraBytes = Half(directory, 30);
        var total = CentralBytes + nameBytes + extraBytes + Half(directory, 32);
        if (total > directory.Length)
            throw Bad("its directory ends in the middle of an entry");
        var name = Encoding.UTF8.GetString(directory.Slice(CentralBytes, nameBytes));
        var (packed, bytes, header) = Sizes(directory, directory.Slice(CentralBytes + nameBytes, extraBytes));
        if ((Half(directory, 8) & 1) != 0 || Half(directory, 10) != 0 || packed != bytes)
            throw Bad($"'{name}' is compressed or encrypted; torch.save stores entries as they are");
        var local = file.Bytes(header, LocalBytes);
        if (Word(local, 0) != Local)
            throw Bad($"'{name}' is not where the directory says");
        var begin = header + LocalBytes + Half(local, 26) + Half(local, 28);
        if (begin > directoryBegin - bytes)
            throw Bad($"'{name}' reaches beyond the archive's data");
        if (!entries.TryAdd(name, new ZipEntry(begin, bytes, Word(directory, 16))))
            throw Bad($"'{name}' occurs twice");
        return total;
    }

    // Values that do not fit 32 bits stand in an extra field, in this order.
    private (long Packed, long Bytes, long Header) Sizes(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        long packed = Word(entry, 20),
            bytes = Word(entry, 24),
            header = Word(entry, 42);
        while (extra.Length >= 4)
        {
            int id = Half(extra, 0),
                length = Half(extra, 2);
            if (length > extra.Length - 4)
                throw Bad("an extra field of its directory is damaged");
            var field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != 1)
                continue;
            if (bytes == uint.MaxValue)
                bytes = Next(ref field);
            if (packed == uint.MaxValue)
                packed = Next(ref field);
            if (header == uint.MaxValue)
                header = Next(ref field);
        }
        return bytes >= 0 && header >= 0 ? (packed, bytes, header) : throw Bad("its directory has a negative size");
    }

    private long Next(ref ReadOnlySpan<byte> field)
    {
        if (field.Length < 8)
            throw Bad("a 64-bit size of its directory is missing");
        var value = Long(field, 0);
        field = field[8..];
        return value;
    }

    private static ushort Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private CheckpointException Bad(string what) => new($"{file.Path}: not an archive that torch wrote: {what}.");
}
