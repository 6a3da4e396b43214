using System.Security.Cryptography;
using Harness.Data.Packages;
using Harness.Data.Pictures;

namespace Harness.Data.Scenes;

/// <summary>Sprites ready for use in one file of the cache: magic, SHA-256 of the rest, then name, category, size and RGBA of each.</summary>
internal static class SpriteFile
{
    private static readonly byte[] Magic = "HSPRITE1"u8.ToArray();

    /// <summary>Null where the file is missing or not whole; it is derived, so the caller makes it anew.</summary>
    public static List<(Sprite, Cutout)>? TryRead(string path)
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        var start = Magic.Length + 32;
        if (
            bytes.Length < start
            || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic)
            || !SHA256.HashData(bytes.AsSpan(start)).AsSpan().SequenceEqual(bytes.AsSpan(Magic.Length, 32))
        )
            return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, start, bytes.Length - start));
        var items = new List<(Sprite, Cutout)>();
        for (var count = reader.ReadInt32(); items.Count < count; )
        {
            var sprite = new Sprite(items.Count, reader.ReadString(), reader.ReadString(), reader.ReadBoolean());
            var (width, height) = (reader.ReadInt32(), reader.ReadInt32());
            items.Add((sprite, new Cutout(width, height, reader.ReadBytes(4 * width * height))));
        }
        return items;
    }

    public static void Write(string path, IReadOnlyList<(Sprite Sprite, Cutout Cutout)> items)
    {
        var body = new MemoryStream();
        using var writer = new BinaryWriter(body);
        writer.Write(items.Count);
        foreach (var (sprite, cutout) in items)
        {
            writer.Write(sprite.Name);
            writer.Write(sprite.Category);
            writer.Write(sprite.Known);
            writer.Write(cutout.Width);
            writer.Write(cutout.Height);
            writer.Write(cutout.Rgba);
        }
        writer.Flush();
        var bytes = body.ToArray();
        PackageCache.Write(
            path,
            stream =>
            {
                stream.Write(Magic);
                stream.Write(SHA256.HashData(bytes));
                stream.Write(bytes);
            }
        );
    }
}
