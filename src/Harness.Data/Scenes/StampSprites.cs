using System.Text;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Pictures;

namespace Harness.Data.Scenes;

/// <summary>Sprites from Tux Paint's stamps: the PNG cut-outs whose sentence and folder give a name and a category of the vocabulary.</summary>
public static class StampSprites
{
    /// <summary>Changes whenever the selection or the treatment of the pictures does.</summary>
    public const string Version = "1";

    /// <summary>Longest side of a cut-out; scenes paste at most 46 pixels, contact sheets and captions somewhat more.</summary>
    private const int LongestSide = 96;

    private const string Stamps = "usr/share/tuxpaint/stamps/";

    private const string Provenance =
        "Tux Paint stamps (Debian package tuxpaint-stamps-default 2022.06.04-1, GPL-2), names and categories from the package's own sentences and folders";

    /// <param name="say">Told before long steps (download, unpacking).</param>
    /// <exception cref="PackageUnavailableException">The package is not in the cache and cannot be fetched.</exception>
    /// <exception cref="UserErrorException">The package is damaged or cannot be unpacked.</exception>
    public static SpriteSet Load(PackageCache cache, Action<string>? say = null)
    {
        var package = KnownPackages.TuxPaintStamps;
        var digest = FileDigest.OfTexts($"stamp-sprites {Version} {package.Sha256}");
        var sheet = cache.Derived($"stamps-{digest[..16]}.sprites");
        // A damaged package is reported even where sprites made from it earlier would do: it must not go unnoticed.
        cache.IsSound(package);
        if (SpriteFile.TryRead(sheet) is not { } items)
        {
            var archive = cache.Fetch(package, say);
            using var alone = cache.Lock(Path.GetFileName(sheet));
            items = SpriteFile.TryRead(sheet) ?? Unpack(package, archive, say);
            AtomicFile.ClearTemporaries(sheet);
            SpriteFile.Write(sheet, items);
        }
        return new SpriteSet("stamp-scenes", Provenance, digest, items);
    }

    private static List<(Sprite, Cutout)> Unpack(PackageSpec package, string archive, Action<string>? say)
    {
        say?.Invoke($"unpacking {package.Name}");
        var files = PackageArchive.Files(package, archive, IsWanted).ToDictionary(f => f.Path[Stamps.Length..], f => f.Bytes);
        var items = new List<(Sprite, Cutout)>();
        foreach (var category in StampVocabulary.Categories)
        foreach (var name in category.Known.Concat(category.HeldOut))
        {
            var before = items.Count;
            foreach (var stem in StemsOf(files, category, name))
                if (PictureCodec.Decode(files[stem + ".png"]).Trim() is { } cutout)
                    items.Add(
                        (
                            new Sprite(items.Count, name, category.Name, category.Known.Contains(name)),
                            cutout.ShrinkTo(LongestSide)
                        )
                    );
            if (items.Count == before)
                throw new UserErrorException(
                    $"{archive}: no stamp of a {name} among the {category.Name} folders",
                    UserErrorException.Missing
                );
        }
        return items;
    }

    private static IEnumerable<string> StemsOf(
        Dictionary<string, byte[]> files,
        StampVocabulary.Category category,
        string name
    ) =>
        from path in files.Keys.Order(StringComparer.Ordinal)
        where path.EndsWith(".txt", StringComparison.Ordinal)
        let stem = path[..^4]
        where files.ContainsKey(stem + ".png") && StampVocabulary.OfFolder(Path.GetDirectoryName(path)!) == category
        where StampCaption.Head(FirstLine(files[path])) == name
        select stem;

    private static bool IsWanted(string path) =>
        path.StartsWith(Stamps, StringComparison.Ordinal)
        && Path.GetExtension(path) is ".png" or ".txt"
        && StampVocabulary.OfFolder(Path.GetDirectoryName(path[Stamps.Length..])!) is not null;

    private static string FirstLine(byte[] text) => Encoding.UTF8.GetString(text).Split('\n', 2)[0].Trim();
}
