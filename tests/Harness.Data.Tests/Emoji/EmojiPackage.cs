using System.Text;
using System.Text.Json;
using Harness.Data.Emoji;
using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data.Tests.Emoji;

/// <summary>Files of the layout of the emoji packages, small; each picture is a noise of its own.</summary>
internal static class EmojiPackage
{
    private static readonly (string Code, string Name, string[] Keywords, string Category, string Kind)[] emoji =
    [
        ("1F34C", "banana", ["fruit", "potassium"], "Food & Drink", "food-fruit"),
        ("1F34E", "red apple", ["fruit"], "Food & Drink", "food-fruit"),
        ("1F355", "pizza", ["cheese", "slice"], "Food & Drink", "food-prepared"),
        ("1F436", "dog face", ["dog", "pet"], "Animals & Nature", "animal-mammal"),
        ("1F429", "poodle", ["dog"], "Animals & Nature", "animal-mammal"),
        ("1F408", "cat", ["pet"], "Animals & Nature", "animal-mammal"),
        ("1F986", "duck", ["bird"], "Animals & Nature", "animal-bird"),
        ("1F697", "automobile", ["car"], "Travel & Places", "transport-ground"),
        ("2708-FE0F", "airplane", ["fly"], "Travel & Places", "transport-air"),
        ("1F512", "locked", ["closed"], "Objects", "lock"),
    ];

    private static readonly (string Code, string Name)[] flags =
    [
        ("1F1EB-1F1F7", "France"),
        ("1F1E8-1F1F5", "Clipperton Island"),
        ("1F1E7-1F1F7", "Brazil"),
        ("1F1EE-1F1F9", "Italy"),
    ];

    /// <param name="alike">Stems that the packages' pictures cannot tell apart.</param>
    public static Dictionary<string, byte[]> Files(string alike = "")
    {
        var list = emoji
            .Select(e => Entry(e.Code, e.Name.ToUpperInvariant(), e.Category, e.Kind))
            .Concat(flags.Select(f => Entry(f.Code, f.Name + " Flag", "Flags", "country-flag")))
            .Append(Entry("1F3FB", "TYPE-1-2", "Component", "skin-tone"));
        var annotations = emoji.ToDictionary(
            e =>
                string.Concat(
                    e.Code.Split('-').Where(c => c != "FE0F").Select(c => char.ConvertFromUtf32(Convert.ToInt32(c, 16)))
                ),
            e => new Dictionary<string, string[]> { ["default"] = e.Keywords, ["tts"] = [e.Name] }
        );
        var files = new Dictionary<string, byte[]>
        {
            ["emoji.json"] = JsonSerializer.SerializeToUtf8Bytes(list),
            ["annotations/en/annotations.json"] = JsonSerializer.SerializeToUtf8Bytes(new { annotations = new { annotations } }),
            ["alike.txt"] = Encoding.UTF8.GetBytes(alike),
        };
        foreach (var code in emoji.Select(e => e.Code).Concat(flags.Select(f => f.Code)).Append("1F3FB"))
        foreach (var artist in new[] { EmojiCatalogue.Google, EmojiCatalogue.Twitter })
            files[$"{artist}/{code.ToLowerInvariant()}.png"] = PictureCodec.Encode(
                Noise(RandomStream.Root(1).Sub(artist).Sub(code == "1F1E8-1F1F5" ? "1F1EB-1F1F7" : code))
            );
        return files;
    }

    private static Dictionary<string, object> Entry(string code, string name, string category, string kind) =>
        new()
        {
            ["name"] = name,
            ["unified"] = code,
            ["image"] = code.ToLowerInvariant() + ".png",
            ["short_names"] = new[] { name.ToLowerInvariant().Replace(' ', '_') },
            ["category"] = category,
            ["subcategory"] = kind,
        };

    private static Picture Noise(RandomStream random) =>
        new(8, 8, [.. Enumerable.Range(0, 192).Select(_ => (byte)random.NextInt(256))]);
}
