using System.Text;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Data.Metrics;
using Harness.Data.Packages;
using Harness.Data.Pictures;

namespace Harness.Data.Emoji;

/// <summary>The emoji that both artists draw, with their annotations and pictures.</summary>
public sealed class EmojiCatalogue
{
    /// <summary>Changes whenever the selection or the reading of the annotations does.</summary>
    public const string Version = "1";

    public const string Google = "google",
        Twitter = "twitter";

    private const string List = "emoji.json",
        Alike = "alike.txt",
        Annotations = "annotations/en/annotations.json";

    private readonly IReadOnlyDictionary<string, byte[]> files;

    /// <param name="files"><c>emoji.json</c>, <c>annotations/en/annotations.json</c>, the pictures as
    /// <c>ARTIST/STEM.png</c>, and in <c>alike.txt</c> the stems of those that cannot be told apart.</param>
    /// <exception cref="UserErrorException">An annotation file or a picture is not of the expected form.</exception>
    public EmojiCatalogue(IReadOnlyDictionary<string, byte[]> files)
    {
        this.files = files;
        try
        {
            using var list = JsonDocument.Parse(files[List]);
            using var annotations = JsonDocument.Parse(files[Annotations]);
            Concepts = Tell(
                Read(list.RootElement, annotations.RootElement.GetProperty("annotations").GetProperty("annotations")).ToList()
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or BadFileException)
        {
            throw new UserErrorException(
                $"the emoji packages are not of the expected form: {e.Message}",
                UserErrorException.Missing,
                e
            );
        }
    }

    /// <summary>In the order of the list.</summary>
    public IReadOnlyList<EmojiConcept> Concepts { get; }

    public static IReadOnlyList<PackageSpec> Packages { get; } =
    [KnownPackages.EmojiGoogle, KnownPackages.EmojiTwitter, KnownPackages.CldrAnnotations];

    /// <summary>SHA-256 over what decides concepts and pictures.</summary>
    public static string Digest { get; } =
        FileDigest.OfTexts($"emoji {Version} {string.Join(' ', Packages.Select(p => p.Sha256))}");

    /// <exception cref="PackageUnavailableException">A package is not in the cache and cannot be fetched.</exception>
    public static EmojiCatalogue Load(PackageCache cache, Action<string>? say = null) =>
        new(DerivedFiles.Load(cache, $"emoji-{Digest[..16]}.zip", Packages, Unpack, say));

    public bool Has(string artist, string stem) => files.ContainsKey($"{artist}/{stem}.png");

    /// <summary>The picture on white, 64×64 pixels.</summary>
    public Picture Picture(string artist, string stem) =>
        PictureCodec.Decode(files[$"{artist}/{stem}.png"]).On(new Rgb(255, 255, 255));

    private static Dictionary<string, byte[]> Unpack(IReadOnlyList<string> archives)
    {
        var found = new Dictionary<string, byte[]>();
        foreach (var (artist, package) in new[] { (Google, 0), (Twitter, 1) })
        {
            var folder = $"img/{artist}/64/";
            foreach (
                var (path, bytes) in PackageArchive.Files(
                    Packages[package],
                    archives[package],
                    p => IsBase(p, folder) || (package == 0 && p == List)
                )
            )
                found[path == List ? List : $"{artist}/{path[folder.Length..]}"] = bytes;
        }
        foreach (var (path, bytes) in PackageArchive.Files(Packages[2], archives[2], p => p == Annotations))
            found[path] = bytes;
        found[Alike] = Encoding.UTF8.GetBytes(string.Join('\n', LookAlikes.Of(new EmojiCatalogue(found))));
        return found;
    }

    // Skin tones are left out: one picture a concept.
    private static bool IsBase(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal)
        && !Enumerable.Range(0xb, 5).Any(tone => path.Contains($"1f3f{tone:x}", StringComparison.Ordinal));

    private IEnumerable<EmojiConcept> Read(JsonElement list, JsonElement annotations)
    {
        foreach (var e in list.EnumerateArray())
        {
            var stem = Path.GetFileNameWithoutExtension(e.GetProperty("image").GetString()!);
            var category = e.GetProperty("category").GetString()!;
            var replaced = e.TryGetProperty("obsoleted_by", out var by) && by.GetString() is { Length: > 0 };
            if (
                category == "Component"
                || replaced
                || !files.ContainsKey($"{Google}/{stem}.png")
                || !files.ContainsKey($"{Twitter}/{stem}.png")
            )
                continue;
            var kind = Plain(e.GetProperty("subcategory").GetString()!);
            var listed = e.GetProperty("name").GetString()!;
            var (name, keywords) = Annotated(annotations, Character(e.GetProperty("unified").GetString()!));
            var territory =
                kind == "country flag" && listed.EndsWith(" Flag", StringComparison.Ordinal)
                    ? Plain(listed[..^" Flag".Length])
                    : "";
            string[] texts =
            [
                name,
                kind,
                Plain(listed),
                .. keywords,
                .. e.GetProperty("short_names").EnumerateArray().Select(s => Plain(s.GetString()!.Replace('_', ' '))),
            ];
            yield return new EmojiConcept(
                stem,
                name,
                Plain(category),
                kind,
                territory,
                [.. texts.SelectMany(PythonText.Split).Distinct().Order(StringComparer.Ordinal)]
            );
        }
    }

    /// <summary>Without names that two emoji share, and without names of emoji that an artist draws like another.</summary>
    private IReadOnlyList<EmojiConcept> Tell(List<EmojiConcept> concepts)
    {
        var twice = concepts.GroupBy(c => c.Name).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        var alike = files.TryGetValue(Alike, out var list) ? Encoding.UTF8.GetString(list).Split('\n').ToHashSet() : [];
        return
        [
            .. concepts.Select(c =>
                alike.Contains(c.Id) ? c with { Name = "", Territory = "" }
                : twice.Contains(c.Name) ? c with { Name = "" }
                : c
            ),
        ];
    }

    private static (string Name, IEnumerable<string> Keywords) Annotated(JsonElement annotations, string character)
    {
        // The repository leaves out the variation selector that asks for a coloured picture.
        if (
            !annotations.TryGetProperty(character, out var found)
            && !annotations.TryGetProperty(character.Replace("\uFE0F", ""), out found)
        )
            return ("", []);
        return (
            Plain(found.GetProperty("tts")[0].GetString()!),
            found.GetProperty("default").EnumerateArray().Select(k => Plain(k.GetString()!))
        );
    }

    private static string Character(string unified)
    {
        var text = new StringBuilder();
        foreach (var part in unified.Split('-'))
            text.Append(char.ConvertFromUtf32(Convert.ToInt32(part, 16)));
        return text.ToString();
    }

    private static string Plain(string text) =>
        AnswerText.Normalise(text.Replace("&", "and").Replace('’', '\'').Replace(":", " "));
}
