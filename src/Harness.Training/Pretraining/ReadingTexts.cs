using Harness.Data.Sampling;
using Harness.Data.Scenes;

namespace Harness.Training.Pretraining;

/// <summary>
/// Texts that are read without an image: a scene told in words, and a question about it, a statement to judge or a hidden word. It stands for the
/// supervised tasks of T5's text pre-training: what a question asks for is learnt here, what an image shows is not.
/// </summary>
public sealed class ReadingTexts(
    Statements statements,
    IReadOnlyList<Sprite> sprites,
    IReadOnlyList<string> names,
    IReadOnlyList<string> categories
)
{
    /// <summary>Stands before every question.</summary>
    private static readonly string[] Prefix = ["question", ":"];

    /// <summary>A text about <paramref name="scene"/>, in known wordings.</summary>
    public PretrainingText Draw(Scene scene, RandomStream random) =>
        random.NextInt(20) switch
        {
            < 2 => Fact(random),
            < 5 => Retold("hidden", scene, random),
            < 8 => Retold("judged", scene, random),
            < 11 => Inventory(scene, random, unseen: false, questions: 1 + random.NextInt(2)),
            _ => Asked(scene, random, unseen: false, questions: 1 + random.NextInt(2)),
        };

    /// <summary>One question about a told scene; its kind is the text's.</summary>
    /// <param name="unseen">In a wording that pre-training never reads.</param>
    public PretrainingText Question(Scene scene, RandomStream random, bool unseen) =>
        random.NextInt(4) == 0 ? Inventory(scene, random, unseen, 1) : Asked(scene, random, unseen, 1);

    private PretrainingText Fact(RandomStream random)
    {
        var sprite = random.Pick(sprites);
        var hideName = random.NextInt(4) == 0;
        var text = new PretrainingTextBuilder("fact", visual: false);
        text.Add(
            hideName
                ? ["a", PretrainingTexts.Slot(0), "is", "a", sprite.Category]
                : ["a", sprite.Name, "is", "a", PretrainingTexts.Slot(0)],
            hideName ? 1 : 4,
            hideName ? sprite.Name : sprite.Category,
            "fact"
        );
        return text.Build();
    }

    /// <summary>A told scene, of which one or two sentences are said again in other words: with a hidden word, or rightly or wrongly.</summary>
    private PretrainingText Retold(string objective, Scene scene, RandomStream random)
    {
        var (text, told) = Told(objective, scene, random);
        foreach (var statement in told.Take(1 + random.NextInt(2)))
        {
            var again = statements.Retold(statement, random);
            var slot = text.NextSlot;
            if (objective == "hidden")
            {
                text.Add(again.With(slot), again.Slot, again.Answer, again.Kind);
                continue;
            }
            var wrong = random.NextInt(2) == 0 ? statements.Falsify(again, scene, random) : null;
            IReadOnlyList<string> words = [.. wrong ?? again.Words, slot];
            text.Add(words, words.Count - 1, wrong is null ? "yes" : "no", again.Kind);
        }
        return text.Build();
    }

    private PretrainingText Asked(Scene scene, RandomStream random, bool unseen, int questions)
    {
        var (text, told) = Told("reading", scene, random);
        foreach (var statement in told.Take(questions))
        {
            if (statement.Kind is "side" or "height")
                Relation(text, statement, random, unseen);
            else
                Ask(text, statement.Kind, statement.Subjects, "", statement.Answer, random, unseen);
        }
        return text.Build();
    }

    /// <summary>Everything that a scene holds by name, then whether it holds something.</summary>
    private PretrainingText Inventory(Scene scene, RandomStream random, bool unseen, int questions)
    {
        var text = new PretrainingTextBuilder("reading", visual: false);
        var shown = scene.Objects.Select(o => o.Sprite).DistinctBy(s => s.Name).ToList();
        random.Shuffle(shown);
        foreach (var sprite in shown)
            text.Say(statements.Exists(sprite.Name, random).Words);
        for (var i = 0; i < questions; i++)
        {
            var (kind, all, present) =
                random.NextInt(2) == 0
                    ? ("exists?", names, shown.Select(s => s.Name).ToList())
                    : ("exists-category?", categories, shown.Select(s => s.Category).Distinct().ToList());
            var yes = random.NextInt(2) == 0;
            var about = random.Pick(yes ? present : [.. all.Except(present)]);
            Ask(text, kind, [], about, yes ? "yes" : "no", random, unseen);
        }
        return text.Build();
    }

    /// <summary>Two to four true statements in random order, none about what another one is about.</summary>
    private (PretrainingTextBuilder Text, List<Statement> Told) Told(string objective, Scene scene, RandomStream random)
    {
        var told = new List<Statement>();
        var count = 2 + random.NextInt(3);
        while (told.Count < count)
        {
            var statement = statements.Draw(scene, random);
            // That something is there decides nothing about the rest: the inventory asks for it.
            if (statement.Kind is "exists" or "exists-category" || told.Any(t => Same(t, statement)))
                count = Math.Max(1, count - (random.NextInt(4) == 0 ? 1 : 0));
            else
                told.Add(statement);
        }
        var text = new PretrainingTextBuilder(objective, visual: false);
        foreach (var statement in told)
            text.Say(statement.Words);
        random.Shuffle(told);
        return (text, told);
    }

    private static bool Same(Statement a, Statement b) => a.Kind == b.Kind && a.Subjects.SequenceEqual(b.Subjects);

    /// <summary>Asks for a relation openly or by yes and no, from either end.</summary>
    private static void Relation(PretrainingTextBuilder text, Statement said, RandomStream random, bool unseen)
    {
        var turned = random.NextInt(3) == 0;
        IReadOnlyList<string> subjects = turned ? [said.Subjects[1], said.Subjects[0]] : said.Subjects;
        var other = said.Candidates.First(c => c != said.Answer);
        var (holds, fails) = turned ? (other, said.Answer) : (said.Answer, other);
        if (random.NextInt(3) == 0)
        {
            Ask(text, said.Kind, subjects, "", holds, random, unseen);
            return;
        }
        var yes = random.NextInt(2) == 0;
        Ask(text, said.Kind + "?", subjects, yes ? holds : fails, yes ? "yes" : "no", random, unseen);
    }

    private static void Ask(
        PretrainingTextBuilder text,
        string kind,
        IReadOnlyList<string> subjects,
        string about,
        string answer,
        RandomStream random,
        bool unseen
    )
    {
        var wordings = QuestionWordings.ByKind[kind];
        var words = random
            .Pick(unseen ? wordings.Unseen : wordings.Known)
            .Split(' ')
            .Select(w =>
                w == "{a}" ? about
                : w == "{0}" ? subjects[0]
                : w == "{1}" ? subjects[1]
                : w
            );
        IReadOnlyList<string> asked = [.. Prefix, .. words, text.NextSlot];
        text.Add(asked, asked.Count - 1, answer, kind);
    }
}
