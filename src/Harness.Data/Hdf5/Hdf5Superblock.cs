using System.Buffers.Binary;
using Harness.Data.Files;

namespace Harness.Data.Hdf5;

/// <summary>
/// The beginning of an HDF5 file, read here so that what is no such file, or only part of one, is told before the system library sees it.
/// Format: HDF5 File Format Specification 3.0, section II.A, versions 0 to 3.
/// </summary>
/// <param name="Base">Where the file's own byte 0 is: after a block of the user's, or 0.</param>
/// <param name="End">Bytes that the file should have.</param>
/// <param name="Root">Address of the root group's header, counted from <paramref name="Base"/>.</param>
public sealed record Hdf5Superblock(int Version, long Base, long End, long Root)
{
    private const int Longest = 100;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10];

    /// <summary>Whether a file begins as an HDF5 file does (one with a block of the user's before it does not).</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    /// <exception cref="BadFileException">Not an HDF5 file, or truncated.</exception>
    public static Hdf5Superblock Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var block = new byte[Longest];
            // It stands at byte 0 or after a block of 512, 1024, 2048, … bytes.
            for (long at = 0; at < file.Length; at = at == 0 ? 512 : 2 * at)
            {
                file.Position = at;
                var read = file.ReadAtLeast(block, Longest, throwOnEndOfStream: false);
                if (Recognises(block.AsSpan(0, read)))
                    return Parse(path, block.AsSpan(8, read - 8), at, file.Length);
            }
            throw new BadFileException($"{path}: not an HDF5 file: it has no signature");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{path}: cannot be read ({e.Message})", e);
        }
    }

    private static Hdf5Superblock Parse(string path, ReadOnlySpan<byte> block, long at, long fileBytes)
    {
        int version = Byte(path, block, 0);
        if (version > 3)
            throw Bad(path, $"its version is {version}; 0 to 3 are known");
        var old = version < 2;
        int offsets = Byte(path, block, old ? 5 : 1),
            lengths = Byte(path, block, old ? 6 : 2);
        if (offsets is not (4 or 8) || lengths is not (4 or 8))
            throw Bad(path, $"its addresses have {offsets} and its lengths {lengths} bytes; 4 and 8 are known");
        var addresses = version switch
        {
            0 => 16,
            1 => 20,
            _ => 4,
        };
        var start = Address(path, block, addresses, offsets, 0);
        var end = Address(path, block, addresses, offsets, 2);
        // In the old form the root's symbol table entry follows the fourth address; its header's address is the second there.
        var root = Address(path, block, addresses, offsets, old ? 5 : 3);
        if (start != at)
            throw Bad(path, $"it says that it begins at byte {start}, and begins at byte {at}");
        if (end > fileBytes)
            throw new BadFileException(
                $"{path}: the HDF5 file is cut short: it should have {end} bytes and has {fileBytes}; fetch it again"
            );
        if (root >= end - start)
            throw Bad(path, $"its root is at byte {root} of {end}");
        return new Hdf5Superblock(version, start, end, root);
    }

    private static long Address(string path, ReadOnlySpan<byte> block, int begin, int size, int index)
    {
        var at = begin + index * size;
        if (at + size > block.Length)
            throw Bad(path, "it ends in the middle of its header");
        var value =
            size == 4
                ? BinaryPrimitives.ReadUInt32LittleEndian(block[at..])
                : BinaryPrimitives.ReadInt64LittleEndian(block[at..]);
        return value >= 0 ? value : throw Bad(path, "an address of its header is not set");
    }

    private static byte Byte(string path, ReadOnlySpan<byte> block, int at) =>
        at < block.Length ? block[at] : throw Bad(path, "it ends in the middle of its header");

    private static BadFileException Bad(string path, string what) => new($"{path}: not a valid HDF5 file: {what}");
}
