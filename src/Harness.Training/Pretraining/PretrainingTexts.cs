using Harness.Data.Sampling;
using Harness.Data.Scenes;

namespace Harness.Training.Pretraining;

/// <summary>One pre-training text before it becomes numbers.</summary>
/// <param name="Objective">Which objective it serves; scores are reported per objective.</param>
/// <param name="Words">Encoder words; slots are written <c>&lt;extra_id_k&gt;</c>.</param>
/// <param name="Targets">Decoder words: the slots' fillings in order.</param>
/// <param name="Slots">Positions of the slots in <paramref name="Words"/>, one a target where the encoder can answer too; empty otherwise.</param>
/// <param name="Kinds">Statement kind of each slot.</param>
/// <param name="Visual">False for texts that are read without a picture.</param>
public sealed record PretrainingText(
    string Objective,
    IReadOnlyList<string> Words,
    IReadOnlyList<string> Targets,
    IReadOnlyList<int> Slots,
    IReadOnlyList<string> Kinds,
    bool Visual
);

/// <summary>How often each objective is drawn among texts with a picture; shares need not sum to one.</summary>
public sealed record ObjectiveMix
{
    /// <summary>One to four statements, one hidden word each.</summary>
    public double Masked { get; init; } = 0.45;

    /// <summary>One to three statements with a yes/no slot each (image–text matching).</summary>
    public double Matching { get; init; } = 0.45;

    /// <summary>Naming the object of a region from its <c>&lt;vis_extra_id_i&gt;</c>.</summary>
    public double Naming { get; init; } = 0.05;

    /// <summary>Listing all names from left to right.</summary>
    public double Listing { get; init; } = 0.05;
}

/// <summary>
/// Draws texts about images: the kinds of objectives of VL-T5 without VQA (masked language, matching, grounding), on template
/// sentences. The answers <c>yes</c> and <c>no</c> are spoken here, for a frozen head cannot say a word it never produced.
/// </summary>
public sealed class PretrainingTexts(Statements statements, ObjectiveMix mix)
{
    public static string Slot(int index) => $"<extra_id_{index}>";

    public static string Region(int index) => $"<vis_extra_id_{index}>";

    /// <summary>A text about <paramref name="scene"/>.</summary>
    /// <param name="regionObjects">Object shown by each region, negative where a region shows none.</param>
    public PretrainingText Draw(Scene scene, IReadOnlyList<int> regionObjects, RandomStream random)
    {
        var at = random.NextDouble() * (mix.Masked + mix.Matching + mix.Naming + mix.Listing);
        if ((at -= mix.Masked) < 0)
            return Masked(scene, random);
        if ((at -= mix.Matching) < 0)
            return Matching(scene, random);
        return at - mix.Naming < 0 ? Naming(scene, regionObjects, random) : Listing(scene);
    }

    private PretrainingText Masked(Scene scene, RandomStream random)
    {
        var text = new PretrainingTextBuilder("masked");
        var count = 1 + random.NextInt(4);
        for (var i = 0; i < count; i++)
        {
            var statement = statements.Draw(scene, random);
            text.Add(statement.With(Slot(i)), statement.Slot, statement.Answer, statement.Kind);
        }
        return text.Build();
    }

    private PretrainingText Matching(Scene scene, RandomStream random)
    {
        var text = new PretrainingTextBuilder("matching");
        // Mostly three: one bit a text is too little to learn from. Sometimes fewer, as a question comes alone.
        var count = 3 - Math.Max(0, random.NextInt(6) - 3);
        for (var i = 0; i < count; i++)
        {
            var statement = statements.Draw(scene, random);
            var wrong = random.NextInt(2) == 0 ? statements.Falsify(statement, scene, random) : null;
            IReadOnlyList<string> words = [.. wrong ?? statement.Words, Slot(i)];
            text.Add(words, words.Count - 1, wrong is null ? "yes" : "no", statement.Kind);
        }
        return text.Build();
    }

    private static PretrainingText Naming(Scene scene, IReadOnlyList<int> regionObjects, RandomStream random)
    {
        var shown = Enumerable.Range(0, regionObjects.Count).Where(r => regionObjects[r] >= 0).ToList();
        var region = shown[random.NextInt(shown.Count)];
        var sprite = scene.Objects[regionObjects[region]].Sprite;
        var text = new PretrainingTextBuilder("naming");
        text.Add([Region(region), "is", "a", Slot(0)], 3, sprite.Name, "naming");
        return text.Build();
    }

    private static PretrainingText Listing(Scene scene)
    {
        var names = scene.Objects.OrderBy(o => o.Box.X1 + o.Box.X2).Select(o => o.Sprite.Name).ToList();
        return new PretrainingText("listing", ["objects", ":", Slot(0)], names, [], ["listing"], Visual: true);
    }
}

/// <summary>Joins sentences with a full stop word between them and keeps track of the slots.</summary>
internal sealed class PretrainingTextBuilder(string objective, bool visual = true)
{
    private readonly List<string> words = [];
    private readonly List<string> targets = [];
    private readonly List<int> slots = [];
    private readonly List<string> kinds = [];

    /// <summary>The word that marks the slot to be added next.</summary>
    public string NextSlot => PretrainingTexts.Slot(slots.Count);

    /// <summary>A sentence with nothing to fill in.</summary>
    public void Say(IReadOnlyList<string> sentence)
    {
        if (words.Count > 0)
            words.Add(".");
        words.AddRange(sentence);
    }

    public void Add(IReadOnlyList<string> sentence, int slot, string answer, string kind)
    {
        Say(sentence);
        slots.Add(words.Count - sentence.Count + slot);
        targets.Add(answer);
        kinds.Add(kind);
    }

    public PretrainingText Build() => new(objective, words, targets, slots, kinds, visual);
}
