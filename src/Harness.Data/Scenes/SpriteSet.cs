using Harness.Data.Pictures;

namespace Harness.Data.Scenes;

/// <summary>A set of cut-outs with names and categories: real stamps or rendered shapes. The scene engine treats both alike.</summary>
public sealed class SpriteSet
{
    private readonly Cutout[] cutouts;
    private readonly Dictionary<(string Category, bool Known), string[]> names;
    private readonly Dictionary<string, Sprite[]> byName;

    /// <param name="dataset">What scenes made of it are called: <c>stamp-scenes</c> or <c>shapes</c>.</param>
    /// <param name="provenance">A sentence for reports: source and licence.</param>
    /// <param name="digest">SHA-256 of whatever decides the cut-outs, in hexadecimal.</param>
    /// <param name="items">The sprites, <c>Index</c> counting from 0, each with its trimmed cut-out.</param>
    /// <exception cref="ArgumentException">A wrong index, a name in two categories, or a name both known and held out.</exception>
    public SpriteSet(string dataset, string provenance, string digest, IReadOnlyList<(Sprite Sprite, Cutout Cutout)> items)
    {
        (Dataset, Provenance, Digest) = (dataset, provenance, digest);
        Sprites = [.. items.Select(i => i.Sprite)];
        cutouts = [.. items.Select(i => i.Cutout)];
        byName = Sprites.GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.ToArray());
        for (var i = 0; i < Sprites.Count; i++)
            if (Sprites[i].Index != i)
                throw new ArgumentException($"Sprite {i} says index {Sprites[i].Index}.");
        if (byName.Values.FirstOrDefault(g => g.DistinctBy(s => (s.Category, s.Known)).Count() > 1) is { } mixed)
            throw new ArgumentException($"The name '{mixed[0].Name}' has two categories, or is both known and held out.");
        Categories = [.. Sprites.Select(s => s.Category).Distinct()];
        names = Categories
            .SelectMany(c => new[] { (c, true), (c, false) })
            .ToDictionary(k => k, k => Sprites.Where(s => (s.Category, s.Known) == k).Select(s => s.Name).Distinct().ToArray());
    }

    public string Dataset { get; }

    public string Provenance { get; }

    public string Digest { get; }

    public IReadOnlyList<Sprite> Sprites { get; }

    /// <summary>In the order of their first sprite.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>The known (or held-out) names of a category; empty where there are none.</summary>
    public IReadOnlyList<string> Names(string category, bool known = true) => names[(category, known)];

    /// <summary>All known (or held-out) names, category by category.</summary>
    public IReadOnlyList<string> Names(bool known = true) => [.. Categories.SelectMany(c => Names(c, known))];

    /// <summary>The sprites that share a name.</summary>
    public IReadOnlyList<Sprite> Named(string name) => byName[name];

    public string CategoryOf(string name) => byName[name][0].Category;

    public Cutout CutoutOf(Sprite sprite) => cutouts[sprite.Index];
}
