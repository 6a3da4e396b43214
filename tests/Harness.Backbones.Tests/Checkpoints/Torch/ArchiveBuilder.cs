using System.Text;
using Harness.Backbones.Tests.Checkpoints.Pickle;
using Harness.Data.Files;

namespace Harness.Backbones.Tests.Checkpoints.Torch;

/// <summary>Writes torch archives of both layouts from an object and the bytes of its storages.</summary>
internal static class ArchiveBuilder
{
    /// <param name="root">Writes the object into a pickle.</param>
    /// <param name="storages">Key, number of elements, bytes.</param>
    public static byte[] Legacy(Action<PickleBuilder> root, params (string Key, long Elements, byte[] Bytes)[] storages) =>
        [
            .. Pickle(b => b.Raw(0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19)),
            .. Pickle(b => b.Raw((byte)'M', 0xE9, 0x03)),
            .. Pickle(b => b.Dictionary(("protocol_version", v => v.Int(1001)), ("little_endian", v => v.Raw(0x88)))),
            .. Pickle(root),
            .. Pickle(b => b.List([.. storages.Select(s => (Action<PickleBuilder>)(k => k.Text(s.Key)))])),
            .. storages.SelectMany(s => (byte[])[.. BitConverter.GetBytes(s.Elements), .. s.Bytes]),
        ];

    /// <inheritdoc cref="Legacy"/>
    public static byte[] Zip(Action<PickleBuilder> root, params (string Key, long Elements, byte[] Bytes)[] storages) =>
        Zip(
            false,
            [
                ("archive/data.pkl", Pickle(root)),
                .. storages.Select(s => ($"archive/data/{s.Key}", s.Bytes)),
                ("archive/version", "3\n"u8.ToArray()),
            ]
        );

    /// <summary>A zip archive of stored entries.</summary>
    /// <param name="wide">Sizes and places in their 64-bit fields, as archives of more than four gigabytes have them.</param>
    public static byte[] Zip(bool wide, params (string Name, byte[] Bytes)[] entries)
    {
        List<byte> file = [],
            directory = [];
        foreach (var (name, bytes) in entries)
        {
            var (place, ascii) = (file.Count, Encoding.ASCII.GetBytes(name));
            byte[] sizes = wide
                ? [.. Word(uint.MaxValue), .. Word(uint.MaxValue)]
                : [.. Word(bytes.Length), .. Word(bytes.Length)];
            byte[] extra = wide
                ?
                [
                    1,
                    0,
                    24,
                    0,
                    .. BitConverter.GetBytes((long)bytes.Length),
                    .. BitConverter.GetBytes((long)bytes.Length),
                    .. BitConverter.GetBytes((long)place),
                ]
                : [];
            byte[] common = [0, 0, 0, 0, 0, 0, 0, 0, .. Word(Crc32.Of(bytes)), .. sizes, .. Half(ascii.Length)];
            // Torch fills up with an extra field so that the content is aligned; three bytes of it here.
            file.AddRange([
                .. "PK\x03\x04"u8,
                45,
                0,
                .. common,
                .. Half(7),
                .. ascii,
                (byte)'F',
                (byte)'B',
                3,
                0,
                90,
                90,
                90,
                .. bytes,
            ]);
            directory.AddRange([
                .. "PK\x01\x02"u8,
                45,
                0,
                45,
                0,
                .. common,
                .. Half(extra.Length),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                .. wide ? Word(uint.MaxValue) : Word(place),
                .. ascii,
                .. extra,
            ]);
        }
        var begin = file.Count;
        file.AddRange(directory);
        if (wide)
        {
            var end = file.Count;
            file.AddRange([
                .. "PK\x06\x06"u8,
                .. BitConverter.GetBytes(44L),
                45,
                0,
                45,
                0,
                .. new byte[8],
                .. BitConverter.GetBytes((long)entries.Length),
                .. BitConverter.GetBytes((long)entries.Length),
                .. BitConverter.GetBytes((long)directory.Count),
                .. BitConverter.GetBytes((long)begin),
            ]);
            file.AddRange([.. "PK\x06\x07"u8, 0, 0, 0, 0, .. BitConverter.GetBytes((long)end), 1, 0, 0, 0]);
        }
        file.AddRange([
            .. "PK\x05\x06"u8,
            0,
            0,
            0,
            0,
            .. Half(entries.Length),
            .. Half(entries.Length),
            .. Word(directory.Count),
            .. wide ? Word(uint.MaxValue) : Word(begin),
            0,
            0,
        ]);
        return [.. file];
    }

    public static byte[] Pickle(Action<PickleBuilder> root)
    {
        var pickle = new PickleBuilder();
        root(pickle);
        return pickle.Op('.').Bytes;
    }

    private static byte[] Word(long value) => BitConverter.GetBytes((uint)value);

    private static byte[] Half(int value) => BitConverter.GetBytes((ushort)value);
}
