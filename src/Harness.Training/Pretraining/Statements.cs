using Harness.Data.Sampling;
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
/// <param name="Subjects">What it is about: {0} and {1} of its wording.</param>
public sealed record Statement(
    string Kind,
    IReadOnlyList<string> Words,
    int Slot,
    IReadOnlyList<string> Candidates,
    IReadOnlyList<string> Subjects
)
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
/// <param name="style">How often each kind comes, and in which words.</param>
public sealed class Statements(
    IReadOnlyList<string> names,
    IReadOnlyList<string> categories,
    IReadOnlyList<string> colours,
    StatementStyle style
)
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6"];
    private static readonly string[] Sizes = ["big", "small"];
    private static readonly string[] Sides = ["left", "right"];
    private static readonly string[] Heights = ["above", "below"];
    private static readonly string[] Extremes = ["leftmost", "rightmost", "topmost", "lowest"];

    // How far apart two centres must be, in picture sides, before a relation is said.
    private const float Apart = SceneQuery.Clear;

    /// <summary>A true statement of a random kind.</summary>
    public Statement Draw(Scene scene, RandomStream random)
    {
        while (true)
        {
            var (one, other) = (Thing(), Thing());
            var kind = random.Pick(style.Deck);
            for (var tries = 1; ; tries++)
            {
                if (TryDraw(kind, scene, one, other, random) is { } statement)
                    return statement;
                if (tries == style.Tries)
                    break;
                (one, other) = (Thing(), Thing());
            }
        }

        SceneObject Thing() => scene.Objects[random.NextInt(scene.Objects.Count)];
    }

    /// <summary>A true statement of a kind, or null when nothing can be said so about the things drawn.</summary>
    private Statement? TryDraw(string kind, Scene scene, SceneObject one, SceneObject other, RandomStream random) =>
        kind switch
        {
            "count-category" => CountCategory(scene, random),
            "count-all" => Said("count-all", Digits, scene.Objects.Count.ToString(), random),
            "exists" => Exists(one.Sprite.Name, random),
            "exists-category" => Said("exists-category", categories, one.Sprite.Category, random),
            "size" => Size(scene, one, random),
            "category" => Said("category", categories, one.Sprite.Category, random, one.Sprite.Name),
            "relation" => Relation(scene, one, other, random),
            "neighbour" => Neighbour(scene, one, random),
            "extreme" => Extreme(scene, random),
            _ => Said("background", colours, scene.Background, random),
        };

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

    /// <summary>That something of this name is there.</summary>
    public Statement Exists(string name, RandomStream random) => Said("exists", names, name, random);

    /// <summary>The same in words drawn anew.</summary>
    public Statement Retold(Statement statement, RandomStream random) =>
        Said(statement.Kind, statement.Candidates, statement.Answer, random, [.. statement.Subjects]);

    private Statement Said(
        string kind,
        IReadOnlyList<string> candidates,
        string answer,
        RandomStream random,
        params string[] subjects
    )
    {
        var wordings = style.Wordings[kind];
        // No draw where there is no choice: streams of backbones with one wording a kind have none.
        var words = (wordings.Count == 1 ? wordings[0] : random.Pick(wordings)).Split(' ');
        var slot = Array.IndexOf(words, "{a}");
        return new Statement(
            kind,
            [
                .. words.Select(w =>
                    w == "{a}" ? answer
                    : w == "{0}" ? subjects[0]
                    : w == "{1}" ? subjects[1]
                    : w
                ),
            ],
            slot,
            candidates,
            subjects
        );
    }

    private Statement CountCategory(Scene scene, RandomStream random)
    {
        // A third of the time a category that may be absent, so that zero is said too.
        var category =
            random.NextInt(3) == 0
                ? categories[random.NextInt(categories.Count)]
                : scene.Objects[random.NextInt(scene.Objects.Count)].Sprite.Category;
        var count = scene.OfKind(category).Count();
        return Said("count-category", Digits, count.ToString(), random, category);
    }

    private Statement? Size(Scene scene, SceneObject o, RandomStream random) =>
        Unique(scene, o) ? Said("size", Sizes, o.Big ? "big" : "small", random, o.Sprite.Name) : null;

    private Statement? Relation(Scene scene, SceneObject a, SceneObject b, RandomStream random)
    {
        if (ReferenceEquals(a, b) || !Unique(scene, a) || !Unique(scene, b))
            return null;
        var (dx, dy) = (X(a) - X(b), Y(a) - Y(b));
        if (random.NextInt(2) == 0)
            return Math.Abs(dx) < Apart
                ? null
                : Said("side", Sides, dx < 0 ? "left" : "right", random, a.Sprite.Name, b.Sprite.Name);
        return Math.Abs(dy) < Apart
            ? null
            : Said("height", Heights, dy < 0 ? "above" : "below", random, a.Sprite.Name, b.Sprite.Name);
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
        var (side, it, name) = (left ? "left" : "right", beside[0].Sprite, anchor.Sprite.Name);
        return random.NextInt(2) == 0
            ? Said("neighbour", names, it.Name, random, name, side)
            : Said("neighbour-category", categories, it.Category, random, name, side);

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
            ? Said("extreme", names, it.Name, random, which)
            : Said("extreme-category", categories, it.Category, random, which);
    }

    private static bool Unique(Scene scene, SceneObject o) => scene.The(o.Sprite.Name) is not null;

    private static float X(SceneObject o) => o.Box.CentreX;

    private static float Y(SceneObject o) => o.Box.CentreY;
}
