using Harness.Data;
using Harness.Data.Captions;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Text;

namespace Harness.Training.Pretraining.ClipBartModels;

/// <summary>A text that BART learns to restore.</summary>
/// <param name="Turns">Positions of words on which a sentence turns (a count, a name, yes or no), with their kind: scores are reported by it.</param>
internal sealed record Document(IReadOnlyList<string> Words, IReadOnlyList<(int At, string Kind)> Turns);

/// <summary>
/// Draws the texts that stand for BART's corpus: what a scene holds, followed by statements that are then called right or wrong; sentences about other
/// scenes; facts; and wordings of the tasks without any answer. No text comes with a picture, and no question with its answer.
/// </summary>
/// <param name="loose">Texts of the tasks without answers, and facts: whole sentences, drawn with equal chances.</param>
internal sealed class Documents(StampScenes data, Statements statements, Func<RandomStream, string> loose)
{
    private const int MostWords = 58;

    public Document Draw(Scene scene, RandomStream random) =>
        random.NextInt(10) switch
        {
            < 5 => Described(scene, random),
            < 8 => Whole(WordTokenizer.Split(SceneCaption.Of(scene))),
            8 => Fact(random),
            _ => Whole(WordTokenizer.Split(loose(random))),
        };

    /// <summary>The things of a scene, then statements about it, most of them followed by a word of judgement.</summary>
    private Document Described(Scene scene, RandomStream random)
    {
        List<string> words = [];
        List<(int, string)> turns = [];
        var things = scene.Objects.OrderBy(o => o.Box.CentreX).ToList();
        if (random.NextInt(2) == 0)
            random.Shuffle(things);
        else
            words.AddRange(["from", "left", "to", "right"]);
        foreach (var thing in things)
            words.AddRange([thing.Big ? "big" : "small", thing.Sprite.Name]);
        words.AddRange(["on", scene.Background, "."]);
        var count = random.NextInt(1, 3);
        for (var i = 0; i < count; i++)
        {
            var statement = statements.Draw(scene, random);
            var judged = random.NextInt(3) != 0;
            var wrong = judged && random.NextInt(2) == 0 ? statements.Falsify(statement, scene, random) : null;
            if (words.Count + statement.Words.Count + 2 > MostWords)
                break;
            if (!judged)
                turns.Add((words.Count + statement.Slot, statement.Kind));
            words.AddRange(wrong ?? statement.Words);
            if (judged)
            {
                turns.Add((words.Count, "judgement"));
                var spoken = random.NextInt(2) == 0 ? ("yes", "no") : ("true", "false");
                words.Add(wrong is null ? spoken.Item1 : spoken.Item2);
            }
            words.Add(".");
        }
        return new Document(words, turns);
    }

    private Document Fact(RandomStream random)
    {
        var sprite = random.Pick(data.Sprites.Sprites);
        return new Document(["a", sprite.Name, "is", "a", sprite.Category, "."], [(4, "fact")]);
    }

    private static Document Whole(IEnumerable<string> words) => new([.. words.Take(MostWords)], []);
}
