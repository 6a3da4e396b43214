using Harness.Data;
using Harness.Data.Captions;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Questions;
using Harness.Data.Text;

namespace Harness.Training.Pretraining.VitText;

/// <summary>
/// Texts that a small language model reads before it ever meets a picture: template sentences and captions of pre-training scenes (without
/// the scenes), facts about categories, and question forms without answers.
/// </summary>
internal sealed class LanguageTexts(StampScenes data)
{
    /// <summary>Begins every text of an encoder.</summary>
    internal const string Start = "<s>";

    /// <summary>Stands for a hidden word.</summary>
    internal const string Mask = "<mask>";

    /// <summary>Scenes that texts come from: the first ones of the pre-training stream; held-out texts come from the next.</summary>
    private const int Scenes = 12_000;

    private readonly Statements statements = new(
        data.Sprites.Names(),
        data.Sprites.Categories,
        [.. SceneRules.Backgrounds.Select(b => b.Word)],
        StatementStyle.One
    );
    private readonly Dictionary<ulong, Scene> scenes = [];

    /// <summary>Words of a text, without start and end.</summary>
    public string[] Draw(RandomStream random, bool heldOut = false) =>
        random.NextInt(10) switch
        {
            < 4 => Sentences(Scene(random, heldOut), random),
            < 7 => Caption(Scene(random, heldOut)),
            < 8 => Fact(random.Pick(data.Sprites.Sprites)),
            _ => Question(random),
        };

    /// <summary>The fact of every name that may be said.</summary>
    public IReadOnlyList<string[]> Facts() => [.. data.Sprites.Sprites.DistinctBy(s => s.Name).Select(Fact)];

    private static string[] Fact(Sprite sprite) => ["a", sprite.Name, "is", "a", sprite.Category];

    private static string[] Caption(Scene scene) => [.. WordTokenizer.Split(SceneCaption.Of(scene))];

    /// <summary>Every word, in a fixed order, for a vocabulary.</summary>
    public IReadOnlyList<string> Words()
    {
        var words = new SortedSet<string>(data.AnswerWords, StringComparer.Ordinal);
        foreach (var form in QuestionForm.All)
            words.UnionWith(form.Text("", "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var random = RandomStream.Root(0).Sub("vocabulary");
        for (var i = 0; i < 3_000; i++)
            words.UnionWith(Draw(random));
        return [Start, Mask, .. words];
    }

    private Scene Scene(RandomStream random, bool heldOut)
    {
        var index = (ulong)(random.NextInt(Scenes) + (heldOut ? Scenes : 0));
        return scenes.TryGetValue(index, out var known) ? known : scenes[index] = data.PretrainingScene(index);
    }

    private string[] Sentences(Scene scene, RandomStream random)
    {
        var words = new List<string>();
        var count = 1 + random.NextInt(3);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                words.Add(".");
            words.AddRange(statements.Draw(scene, random).Words);
        }
        return [.. words];
    }

    private string[] Question(RandomStream random)
    {
        var form = random.Pick(QuestionForm.All);
        var names = data.Sprites.Names();
        var subject = form.Subjects == Subjects.AnyKind ? random.Pick(data.Sprites.Categories) : random.Pick(names);
        return form.Text(subject, random.Pick(names)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
