using Harness.Data;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Questions;

namespace Harness.Training.Pretraining;

/// <summary>
/// A sentence about a scene that is true or false by construction. One of its words can be hidden (a masked sentence) or
/// swapped for a wrong one (a false statement for matching). None of the forms is a question of the downstream task.
/// </summary>
/// <param name="Kind">Form, e.g. <c>count-category</c>; scores are reported per kind.</param>
/// <param name="Words">The sentence.</param>
/// <param name="Slot">Index of the word that may be hidden or swapped.</param>
/// <param name="Candidates">Words that would fit the slot grammatically, the true one included.</param>
public sealed record Statement(string Kind, IReadOnlyList<string> Words, int Slot, IReadOnlyList<string> Candidates)
{
    /// <summary>The word in the slot.</summary>
    public string Answer => Words[Slot];

    /// <summary>The sentence with the slot's word replaced.</summary>
    public IReadOnlyList<string> With(string word) => [.. Words.Select((w, i) => i == Slot ? word : w)];
}

/// <summary>Draws true statements about scenes, and false ones that differ in one word.</summary>
/// <param name="names">Every name that may be said; false statements draw from these.</param>
/// <param name="categories">Every category of the sprite set.</param>
/// <param name="colours">Every background colour.</param>
public sealed class Statements(IReadOnlyList<string> names, IReadOnlyList<string> categories, IReadOnlyList<string> colours)
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6"];
    private static readonly string[] Sizes = ["big", "small"];
    private static readonly string[] Sides = ["left", "right"];
    private static readonly string[] Heights = ["above", "below"];
    private static readonly string[] Extremes = ["leftmost", "rightmost", "topmost", "lowest"];

    // How far apart two centres must be, in picture sides, before a relation is said.
    private const float Apart = SceneQuery.Clear;

    /// <summary>A true statement of a random kind. Null when the scene has no such thing; draw again.</summary>
    public Statement? TryDraw(Scene scene, RandomStream random)
    {
        var one = scene.Objects[random.NextInt(scene.Objects.Count)];
        var other = scene.Objects[random.NextInt(scene.Objects.Count)];
        return random.NextInt(16) switch
        {
            0 or 1 => CountCategory(scene, random),
            2 => Of("count-all", 0, Digits, scene.Objects.Count.ToString(), "objects", "in", "picture"),
            3 or 4 => Of("exists", 1, names, "a", one.Sprite.Name, "in", "picture"),
            5 => Of("exists-category", 1, categories, "some", one.Sprite.Category, "in", "picture"),
            6 or 7 => Size(scene, one),
            8 => Of("category", 4, categories, "the", one.Sprite.Name, "is", "a", one.Sprite.Category),
            9 or 10 => Relation(scene, one, other, random),
            11 or 12 => Neighbour(scene, one, random),
            13 or 14 => Extreme(scene, random),
            _ => Of("background", 2, colours, "background", "is", scene.Background),
        };
    }

    /// <summary>A statement that is certainly in the scene's power: draws until one comes.</summary>
    public Statement Draw(Scene scene, RandomStream random)
    {
        while (true)
        {
            if (TryDraw(scene, random) is { } statement)
                return statement;
        }
    }

    /// <summary>
    /// The words of <paramref name="statement"/> with its slot swapped so that the sentence is false, or null when no
    /// candidate makes it false (checked against the scene).
    /// </summary>
    public IReadOnlyList<string>? Falsify(Statement statement, Scene scene, RandomStream random)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var word = statement.Candidates[random.NextInt(statement.Candidates.Count)];
            if (word != statement.Answer && !Holds(statement, word, scene))
                return statement.With(word);
        }
        return null;
    }

    private static bool Holds(Statement s, string word, Scene scene) =>
        s.Kind switch
        {
            "exists" => scene.Named(word).Any(),
            "exists-category" => scene.OfKind(word).Any(),
            _ => false, // every other kind has one true filling by construction
        };

    private static Statement Of(string kind, int slot, IReadOnlyList<string> candidates, params string[] words) =>
        new(kind, words, slot, candidates);

    private Statement CountCategory(Scene scene, RandomStream random)
    {
        // A third of the time a category that may be absent, so that zero is said too.
        var category =
            random.NextInt(3) == 0
                ? categories[random.NextInt(categories.Count)]
                : scene.Objects[random.NextInt(scene.Objects.Count)].Sprite.Category;
        var count = scene.OfKind(category).Count();
        return Of("count-category", 0, Digits, count.ToString(), category, "in", "picture");
    }

    private static Statement? Size(Scene scene, SceneObject o) =>
        Unique(scene, o) ? Of("size", 3, Sizes, "the", o.Sprite.Name, "is", o.Big ? "big" : "small") : null;

    private static Statement? Relation(Scene scene, SceneObject a, SceneObject b, RandomStream random)
    {
        if (ReferenceEquals(a, b) || !Unique(scene, a) || !Unique(scene, b))
            return null;
        var (dx, dy) = (X(a) - X(b), Y(a) - Y(b));
        // The word "of" tells which of the two a hidden word is about.
        if (random.NextInt(2) == 0)
            return Math.Abs(dx) < Apart
                ? null
                : Of("side", 3, Sides, "the", a.Sprite.Name, "is", dx < 0 ? "left" : "right", "of", "the", b.Sprite.Name);
        return Math.Abs(dy) < Apart
            ? null
            : Of("height", 3, Heights, "the", a.Sprite.Name, "is", dy < 0 ? "above" : "below", "the", b.Sprite.Name);
    }

    /// <summary>The nearest object on one side of a uniquely named one.</summary>
    private Statement? Neighbour(Scene scene, SceneObject anchor, RandomStream random)
    {
        if (!Unique(scene, anchor))
            return null;
        var left = random.NextInt(2) == 0;
        var beside = scene
            .Objects.Where(o => !ReferenceEquals(o, anchor) && (left ? X(o) < X(anchor) - Apart : X(o) > X(anchor) + Apart))
            .OrderBy(Distance)
            .ToList();
        if (
            beside.Count == 0
            || beside.Any(o => o.Sprite.Name != beside[0].Sprite.Name && Distance(o) - Distance(beside[0]) < Apart / 2)
        )
            return null;
        var (side, it) = (left ? "left" : "right", beside[0].Sprite);
        return random.NextInt(2) == 0
            ? Of("neighbour", 6, names, side, "neighbour", "of", anchor.Sprite.Name, "is", "a", it.Name)
            : Of("neighbour-category", 6, categories, side, "neighbour", "of", anchor.Sprite.Name, "is", "some", it.Category);

        float Distance(SceneObject o) => Math.Abs(X(o) - X(anchor)) + Math.Abs(Y(o) - Y(anchor));
    }

    private Statement? Extreme(Scene scene, RandomStream random)
    {
        var which = Extremes[random.NextInt(Extremes.Length)];
        Func<SceneObject, float> key = which switch
        {
            "leftmost" => X,
            "rightmost" => o => -X(o),
            "topmost" => Y,
            _ => o => -Y(o),
        };
        var ordered = scene.Objects.OrderBy(key).ToList();
        if (ordered.Count < 2 || key(ordered[1]) - key(ordered[0]) < Apart)
            return null;
        var it = ordered[0].Sprite;
        return random.NextInt(2) == 0
            ? Of("extreme", 4, names, which, "object", "is", "a", it.Name)
            : Of("extreme-category", 4, categories, which, "object", "is", "some", it.Category);
    }

    private static bool Unique(Scene scene, SceneObject o) => scene.The(o.Sprite.Name) is not null;

    private static float X(SceneObject o) => o.Box.CentreX;

    private static float Y(SceneObject o) => o.Box.CentreY;
}
