using System.Buffers.Binary;
using System.Text;

namespace Harness.Data;

/// <summary>What the decoder needs from a file's chunks, each checked: order, length, checksum.</summary>
internal sealed class PngChunks
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private PngChunks(PngHeader header) => Header = header;

    public PngHeader Header { get; }

    /// <summary>Red, green, blue of each palette entry; empty where the file has none.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The tRNS chunk as it stands; empty where the file has none.</summary>
    public byte[] Transparency { get; private set; } = [];

    /// <summary>The IDAT chunks joined: one zlib stream.</summary>
    public MemoryStream Data { get; } = new();

    public static PngChunks Read(ReadOnlySpan<byte> file, long maxPixels)
    {
        if (file.Length < 8 || !file[..8].SequenceEqual(Signature)) throw new PngException(PngFault.NotPng, "not a PNG file: wrong signature");
        var at = 8;
        var first = Next(file, ref at, out var type);
        if (type != "IHDR") throw Bad($"the first chunk is {type} instead of IHDR");
        var chunks = new PngChunks(PngHeader.Parse(first, maxPixels));
        var dataEnded = false;
        while (true)
        {
            var data = Next(file, ref at, out type);
            if (type == "IEND") break;
            if (type == "IDAT" && dataEnded) throw Bad("IDAT chunks are not consecutive");
            dataEnded |= type != "IDAT" && chunks.Data.Length > 0;
            chunks.Take(type, data);
        }
        chunks.Finish();
        return chunks;
    }

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> file, ref int at, out string type)
    {
        if (file.Length - at < 12) throw new PngException(PngFault.Truncated, $"PNG ends at byte {file.Length}, before IEND");
        var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        var name = file.Slice(at + 4, 4);
        foreach (var letter in name)
            if (!char.IsAsciiLetter((char)letter)) throw Bad($"chunk type at byte {at + 4} is not four letters");
        type = Encoding.ASCII.GetString(name);
        if (length > file.Length - at - 12)
            throw new PngException(PngFault.Truncated, $"chunk {type} at byte {at} wants {length} bytes; the file has {file.Length - at - 12} more");
        var size = (int)length;
        var crc = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + size)..]);
        if (crc != Crc32.Of(file.Slice(at + 4, 4 + size))) throw new PngException(PngFault.BadChecksum, $"chunk {type} at byte {at}: checksum differs");
        var data = file.Slice(at + 8, size);
        at += 12 + size;
        return data;
    }

    private void Take(string type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case "IDAT":
                Data.Write(data);
                break;
            case "PLTE":
                if (data.Length is 0 or > 768 || data.Length % 3 != 0 || Palette.Length > 0 || Data.Length > 0)
                    throw Bad($"palette of {data.Length} bytes, twice, or after the pixels");
                Palette = data.ToArray();
                break;
            case "tRNS":
                if (Data.Length > 0) throw Bad("tRNS after the pixels");
                Transparency = data.ToArray();
                break;
            default:
                // An upper-case first letter marks a chunk without which the picture cannot be shown.
                if (char.IsAsciiLetterUpper(type[0])) throw Bad($"critical chunk {type} is not known");
                break;
        }
    }

    private void Finish()
    {
        if (Data.Length == 0) throw Bad("no IDAT chunk");
        if (Header.ColourType == PngHeader.Indexed && Palette.Length == 0) throw Bad("indexed colours without a palette");
        var fits = Header.ColourType switch
        {
            PngHeader.Grey => Transparency.Length is 0 or 2,
            PngHeader.Truecolour => Transparency.Length is 0 or 6,
            PngHeader.Indexed => Transparency.Length <= Palette.Length / 3,
            _ => true,
        };
        if (!fits) throw Bad($"tRNS of {Transparency.Length} bytes does not fit colour type {Header.ColourType}");
        // Deflate cannot expand more than 1032-fold, so a header that promises more is caught before memory is asked for.
        if (Header.RawBytes > Data.Length * 1032L + 1032) throw new PngException(PngFault.Truncated, "PNG data is too short for its size");
        Data.Position = 0;
    }

    private static PngException Bad(string what) => new(PngFault.BadChunk, "PNG chunks not valid: " + what);
}
