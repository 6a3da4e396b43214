using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Questions;
using Harness.Data.Scenes.Shapes;
using Harness.Training.Pretraining;

namespace Harness.Training.Tests.Pretraining;

/// <summary>What pre-training may say, so that downstream questions stay new to the backbone.</summary>
public class WordingsTests
{
    private static readonly StampScenes Data = new(
        ShapeSprites.Load(),
        StampScenesOptions.Quick with
        {
            TrainPictures = 60,
            TrainQuestions = 20,
            TestPictures = 60,
            TestQuestions = 20,
            HeldOutPictures = 60,
            HeldOutQuestions = 20,
        }
    );

    private static readonly Statements Statements = new(
        Data.Sprites.Names(),
        Data.Sprites.Categories,
        [.. SceneRules.Backgrounds.Select(b => b.Word)],
        StatementStyle.Several
    );

    private static readonly ReadingTexts Reading = new(
        Statements,
        Data.Sprites.Sprites,
        Data.Sprites.Names(),
        Data.Sprites.Categories
    );

    private static readonly IReadOnlyList<string> All =
    [
        .. StatementStyle.Several.Wordings.Values.SelectMany(w => w),
        .. QuestionWordings.ByKind.Values.SelectMany(w => w.Known.Concat(w.Unseen)),
    ];

    [Fact]
    public void No_wording_contains_a_downstream_question_or_stands_within_two_words_of_one()
    {
        foreach (var wording in All)
        foreach (var form in QuestionForm.All)
        foreach (var said in Filled(wording))
        {
            var (ours, theirs) = (Words(said), Words(form.Text("x", "y")));
            Assert.True(Distance(ours, theirs) > 2, $"'{said}' is within two words of '{form.Wording}'");
            Assert.False(Contains(ours, theirs), $"'{said}' contains '{form.Wording}'");
        }
    }

    [Fact]
    public void The_distance_counts_words_that_are_changed_added_or_left_out()
    {
        Assert.Equal(0, Distance(Words("what is left of the x ?"), Words("what is left of the x")));
        Assert.Equal(2, Distance(Words("the x is left of the y"), Words("is the x left of the y ?")));
        Assert.Equal(1, Distance(Words("how many x do you see"), Words("how many x do i see")));
    }

    [Fact]
    public void Every_word_of_a_downstream_question_and_of_an_unseen_wording_is_read_in_pre_training()
    {
        HashSet<string> read =
        [
            .. StatementStyle
                .Several.Wordings.Values.Concat(QuestionWordings.ByKind.Values.Select(w => w.Known))
                .SelectMany(w => w)
                .SelectMany(w => w.Split(' ')),
            .. Data.AnswerWords,
            "left",
            "right",
            "leftmost",
            "above",
        ];
        IEnumerable<string> wanted =
        [
            .. QuestionForm.All.Select(f => f.Wording),
            .. QuestionWordings.ByKind.Values.SelectMany(w => w.Unseen),
        ];
        Assert.All(wanted.SelectMany(w => w.Split(' ')).Where(w => w[0] != '{'), word => Assert.Contains(word, read));
    }

    [Fact]
    public void No_text_holds_a_downstream_question_and_no_target_is_a_sentinel()
    {
        var random = RandomStream.Root(7).Sub("texts");
        var texts = new PretrainingTexts(Statements, new ObjectiveMix());
        HashSet<string> known = [.. Vocabulary.Of(Data, SmallVlT5.Prompt)];
        IReadOnlyList<string>[] asked =
        [
            .. QuestionForm.All.Select(f => (IReadOnlyList<string>)f.Wording.Split(' ').Where(w => w != "?").ToList()),
        ];
        for (var i = 0UL; i < 3_000; i++)
        {
            var scene = Data.PretrainingScene(i);
            PretrainingText[] drawn =
            [
                texts.Draw(scene, Data.RegionsOf(scene).Objects, random),
                Reading.Draw(scene, random),
                Reading.Question(scene, random, unseen: true),
            ];
            foreach (var text in drawn)
            {
                var said = string.Join(' ', text.Words);
                Assert.DoesNotContain(text.Targets, t => t.StartsWith('<'));
                Assert.All(text.Words.Concat(text.Targets).Where(w => w[0] != '<'), w => Assert.Contains(w, known));
                Assert.All(text.Slots.Index(), s => Assert.Equal(PretrainingTexts.Slot(s.Index), text.Words[s.Item]));
                // A wording's blanks fit any word here.
                Assert.DoesNotContain(asked, form => Contains(text.Words, form));
            }
        }
    }

    [Fact]
    public void A_told_scene_holds_the_answer_to_what_is_asked()
    {
        var random = RandomStream.Root(8).Sub("texts");
        var kinds = new Dictionary<string, HashSet<string>>();
        for (var i = 0UL; i < 2_000; i++)
        {
            var text = Reading.Question(Data.PretrainingScene(i), random, unseen: i % 2 == 0);
            var (kind, answer) = (text.Kinds[0], text.Targets[0]);
            (kinds.TryGetValue(kind, out var seen) ? seen : kinds[kind] = []).Add(answer);
            if (kind.EndsWith('?'))
                Assert.True(answer is "yes" or "no");
            else if (kind is not ("side" or "height"))
                Assert.Contains(answer, text.Words);
        }
        Assert.Equal(QuestionWordings.ByKind.Keys.Order(), kinds.Keys.Order());
        Assert.All(kinds, k => Assert.True(k.Value.Count > 1, k.Key));
    }

    /// <summary>A wording with its blanks filled by words of its kind: sides and extremes are words of downstream questions too.</summary>
    private static IEnumerable<string> Filled(string wording) =>
        from first in (string[])["x", "leftmost"]
        from second in (string[])["y", "left"]
        from hidden in (string[])["z", "x", "left", "above", "big", "<extra_id_0>"]
        select wording.Replace("{0}", first).Replace("{1}", second).Replace("{a}", hidden);

    private static List<string> Words(string text) => [.. text.Split(' ').Where(w => w is not ("?" or "," or ":"))];

    private static bool Contains(IReadOnlyList<string> words, IReadOnlyList<string> part) =>
        Enumerable
            .Range(0, Math.Max(0, words.Count - part.Count + 1))
            .Any(at => part.Index().All(p => p.Item[0] == '{' || words[at + p.Index] == p.Item));

    /// <summary>Fewest words to change, add or leave out that make one text of the other.</summary>
    private static int Distance(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        var row = Enumerable.Range(0, b.Count + 1).ToArray();
        for (var i = 1; i <= a.Count; i++)
        {
            var (corner, left) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Count; j++)
            {
                left = Math.Min(Math.Min(row[j], left) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1));
                (corner, row[j]) = (row[j], left);
            }
        }
        return row[^1];
    }
}
