using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision;

/// <summary>Images [N, 3, 32, 32] in 0 … 1 and the kind [N] of each.</summary>
public sealed record Pictures(Tensor Images, Tensor Kinds)
{
    public long Count => Kinds.shape[0];

    /// <summary>Every other one.</summary>
    public (Pictures, Pictures) Split()
    {
        Pictures From(long first) => new(Images[TensorIndex.Slice(first, null, 2)], Kinds[TensorIndex.Slice(first, null, 2)]);
        return (From(0), From(1));
    }
}

/// <summary>Drawings of a package of npm.</summary>
public static class Emoji
{
    private const int Size = 32,
        PerKind = 120;

    public static IReadOnlyList<string> Kinds { get; } = ["Animals & Nature", "Food & Drink", "Objects", "Smileys & Emotion"];

    /// <param name="archive">The package as npm packs it.</param>
    /// <param name="folder">Of the drawings, 64 pixels wide, inside it.</param>
    public static Pictures Read(string archive, string folder)
    {
        var files = new Dictionary<string, byte[]>();
        using (var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress)))
            while (tar.GetNextEntry() is { } entry)
                if (entry.Name == "package/emoji.json" || entry.Name.StartsWith("package/" + folder, StringComparison.Ordinal))
                {
                    using var bytes = new MemoryStream();
                    entry.DataStream?.CopyTo(bytes);
                    files[entry.Name["package/".Length..]] = bytes.ToArray();
                }
        var (pixels, kinds) = (new List<float>(), new List<long>());
        using var list = JsonDocument.Parse(files["emoji.json"]);
        foreach (var kind in list.RootElement.EnumerateArray().GroupBy(e => e.GetProperty("category").GetString()))
        {
            if (!Kinds.Contains(kind.Key))
                continue;
            foreach (var emoji in kind.Where(e => files.ContainsKey(folder + Name(e))).Take(PerKind))
            {
                pixels.AddRange(Decoded(files[folder + Name(emoji)]));
                kinds.Add(Kinds.ToList().IndexOf(kind.Key!));
            }
        }
        return new Pictures(tensor(pixels.ToArray()).reshape(-1, 3, Size, Size), tensor(kinds.ToArray()));
    }

    private static string Name(JsonElement emoji) => emoji.GetProperty("image").GetString()!;

    // On white, channel by channel.
    private static IEnumerable<float> Decoded(byte[] png)
    {
        using var decoded = SKBitmap.Decode(png);
        using var small = decoded.Resize(
            new SKImageInfo(Size, Size),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        var colours = small.Pixels;
        return new Func<SKColor, byte>[] { c => c.Red, c => c.Green, c => c.Blue }.SelectMany(channel =>
            colours.Select(c => (channel(c) * c.Alpha + 255 * (255 - c.Alpha)) / (255f * 255f))
        );
    }
}
