using System.Text;
using Harness.Data.Packages;
using Harness.Data.Pictures;

namespace Harness.Data.Captions;

/// <summary>
/// Every stamp that has a picture file and a sentence of its own, apart from letters, digits, signs of arithmetic and money. The sentence is the
/// package's; nothing is added to it.
/// </summary>
internal static class CaptionedStamps
{
    /// <summary>Changes whenever the selection or the treatment of the pictures does.</summary>
    public const string Version = "1";

    public const int Side = 128;

    private const int Margin = 4;

    private const string Stamps = "usr/share/tuxpaint/stamps/",
        Sentences = "sentences.txt";

    private static readonly string[] LeftOut = ["symbols/alphabets/", "symbols/math/", "symbols/money/"];

    public static string Digest { get; } =
        FileDigest.OfTexts($"captioned-stamps {Version} {KnownPackages.TuxPaintStamps.Sha256}");

    /// <summary>Stems with their sentence, in order of the stems; and the PNG of each on white.</summary>
    /// <exception cref="PackageUnavailableException">The package is not in the cache and cannot be fetched.</exception>
    public static (IReadOnlyList<(string Stem, string Sentence)> Stamps, IReadOnlyDictionary<string, byte[]> Files) Load(
        PackageCache cache,
        Action<string>? say
    )
    {
        var files = DerivedFiles.Load(
            cache,
            $"captioned-stamps-{Digest[..16]}.zip",
            [KnownPackages.TuxPaintStamps],
            a => Unpack(a[0]),
            say
        );
        var lines = Encoding
            .UTF8.GetString(files[Sentences])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split('\t'));
        return ([.. lines.Select(l => (l[0], l[1]))], files);
    }

    private static Dictionary<string, byte[]> Unpack(string archive)
    {
        var files = PackageArchive
            .Files(KnownPackages.TuxPaintStamps, archive, IsWanted)
            .ToDictionary(f => f.Path[Stamps.Length..], f => f.Bytes);
        var (found, sentences) = (new Dictionary<string, byte[]>(), new StringBuilder());
        foreach (
            var stem in files
                .Keys.Where(f => f.EndsWith(".txt", StringComparison.Ordinal))
                .Select(f => f[..^4])
                .Order(StringComparer.Ordinal)
        )
        {
            var sentence = Encoding.UTF8.GetString(files[stem + ".txt"]).Split('\n', 2)[0].Replace('\t', ' ').Trim();
            if (
                sentence.Length == 0
                || !files.TryGetValue(stem + ".png", out var png)
                || PictureCodec.Decode(png).Trim() is not { } cutout
            )
                continue;
            sentences.Append(stem).Append('\t').Append(sentence).Append('\n');
            found[stem + ".png"] = PictureCodec.Encode(OnSquare(cutout));
        }
        found[Sentences] = Encoding.UTF8.GetBytes(sentences.ToString());
        return found;
    }

    private static bool IsWanted(string path) =>
        path.StartsWith(Stamps, StringComparison.Ordinal)
        && Path.GetExtension(path) is ".png" or ".txt"
        && !LeftOut.Any(f => path.AsSpan(Stamps.Length).StartsWith(f, StringComparison.Ordinal));

    private static Picture OnSquare(Cutout cutout)
    {
        var small = cutout.ShrinkTo(Side - 2 * Margin);
        var square = new Picture(Side, Side, new byte[3 * Side * Side]);
        square.Rgb.AsSpan().Fill(255);
        var picture = small.On(new Rgb(255, 255, 255));
        var (left, top) = ((Side - small.Width) / 2, (Side - small.Height) / 2);
        for (var y = 0; y < small.Height; y++)
            picture.Rgb.AsSpan(3 * y * small.Width, 3 * small.Width).CopyTo(square.Rgb.AsSpan(3 * ((top + y) * Side + left)));
        return square;
    }
}
