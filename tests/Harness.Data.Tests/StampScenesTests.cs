using Harness.Data.Files;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Questions;

namespace Harness.Data.Tests;

public class StampScenesTests
{
    private static readonly StampScenesOptions Small = new()
    {
        TrainPictures = 900,
        TrainQuestions = 1200,
        TestPictures = 500,
        TestQuestions = 600,
        HeldOutPictures = 500,
        HeldOutQuestions = 600,
    };

    private static readonly StampScenes Data = StampScenes.Open(Small, SpriteSource.Shapes);

    private static string AnswerOf(Question q) => Assert.Single(q.Answers, a => a.Value == 1.0).Key;

    private static IEnumerable<Question> All => Data.Splits.SelectMany(Data.Questions);

    [Fact]
    public void CountsAndIdentifiers()
    {
        Assert.Equal(["train", "test", "test-heldout"], Data.Splits);
        Assert.Equal([1200, 600, 600], Data.Splits.Select(s => Data.Questions(s).Count));
        Assert.Equal(2400, All.Select(q => q.Id).Distinct().Count());
        Assert.Equal(2400, All.Select(q => (q.PictureId, q.Text)).Distinct().Count());
        Assert.All(
            Data.Splits,
            s => Assert.All(Data.Questions(s), q => Assert.StartsWith(s + "-p", q.PictureId, StringComparison.Ordinal))
        );
        Assert.Equal("shapes", Data.Name);
    }

    [Fact]
    public void FormsAndAnswersAreBalanced()
    {
        foreach (var split in Data.Splits)
        {
            var questions = Data.Questions(split);
            var forms = questions.GroupBy(q => q.Form).ToDictionary(g => g.Key, g => g.ToList());
            Assert.Equal(QuestionForm.All.Select(f => f.Name).Order(), forms.Keys.Order());
            Assert.All(forms.Values, f => Assert.Equal(questions.Count / 12, f.Count));
            foreach (var list in forms.Values)
            {
                var most = list.GroupBy(AnswerOf).Max(g => g.Count());
                if (list[0].AnswerType == "yes/no")
                    Assert.Equal(list.Count / 2, most);
                if (list[0].AnswerType == "number")
                    Assert.InRange(most, 1, list.Count / 5);
                if (list[0].Form is "leftmost-kind" or "left-of-kind")
                    Assert.InRange(most, 1, list.Count / 5);
            }
        }
    }

    [Fact]
    public void EveryAnswerIsTrueByASecondReadingOfTheScene()
    {
        foreach (var question in All)
        {
            var answers = SecondReading.Answers(Data.SceneOf(question.PictureId), question);
            Assert.True(
                answers is [var only] && only == AnswerOf(question),
                $"{question.Id} '{question.Text}': {AnswerOf(question)}, but {string.Join('/', answers)}"
            );
        }
    }

    [Fact]
    public void AnswersAreWordsOfTheList()
    {
        var words = Data.AnswerWords;
        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(All, q => Assert.Contains(AnswerOf(q), words));
        Assert.All(All, q => Assert.Matches("^[a-z]+( [a-z]+)* \\?$", q.Text));
    }

    [Fact]
    public void HeldOutNamesStayOutOfTrainAndTest()
    {
        var heldOut = Data.Sprites.Names(known: false);
        foreach (var q in Data.Questions("train").Concat(Data.Questions("test")))
        {
            Assert.DoesNotContain(q.Text.Split(' '), w => heldOut.Contains(w));
            Assert.All(Data.SceneOf(q.PictureId).Objects, o => Assert.True(o.Sprite.Known));
        }
        Assert.All(Data.Questions("test-heldout"), q => Assert.Contains(Data.SceneOf(q.PictureId).Objects, o => !o.Sprite.Known));
        // Neither "yes" nor "no" goes with held-out names.
        var exists = Data.Questions("test-heldout").Where(q => q.Form == "exists-name").ToList();
        foreach (var answer in new[] { "yes", "no" })
            Assert.InRange(
                exists.Where(q => AnswerOf(q) == answer).Average(q => q.Text.Split(' ').Any(heldOut.Contains) ? 1.0 : 0.0),
                0.3,
                0.9
            );
    }

    [Fact]
    public void SameOptionsSameDataAndOtherSeedOther()
    {
        var again = StampScenes.Open(Small, SpriteSource.Shapes);
        Assert.Equal(Data.Digest, again.Digest);
        foreach (var split in Data.Splits)
            Assert.Equal(
                Data.Questions(split).Select(q => (q.PictureId, q.Text, AnswerOf(q))),
                again.Questions(split).Select(q => (q.PictureId, q.Text, AnswerOf(q)))
            );
        var id = Data.Questions("test")[0].PictureId;
        Assert.Equal(Data.Picture(id).Rgb, again.Picture(id).Rgb);
        Assert.Equal(Data.Regions(id), again.Regions(id));
        var other = StampScenes.Open(Small with { Seed = 1 }, SpriteSource.Shapes);
        Assert.NotEqual(Data.Digest, other.Digest);
        Assert.NotEqual(
            Data.Questions("test")[0].Text + Data.Questions("test")[1].Text,
            other.Questions("test")[0].Text + other.Questions("test")[1].Text
        );
    }

    [Fact]
    public void PretrainingScenesDoNotDependOnSizesAndDifferFromAllPictures()
    {
        var bigger = new StampScenes(Data.Sprites, Small with { TrainPictures = 1000 });
        var known = All.Select(q => q.PictureId).Distinct().Select(id => Key(Data.SceneOf(id))).ToHashSet();
        for (ulong i = 0; i < 300; i++)
        {
            var scene = Data.PretrainingScene(i);
            Assert.Equal(Key(scene), Key(bigger.PretrainingScene(i)));
            Assert.DoesNotContain(Key(scene), known);
            Assert.Equal(Key(scene), Key(Data.SceneOf(scene.Id)));
            Assert.Equal(8, Data.RegionsOf(scene).Boxes.Count);
        }

        static string Key(Scene s) => s.Shade + string.Join(';', s.Objects);
    }

    [Fact]
    public void RegionObjectsBelongToRegions()
    {
        foreach (var id in Data.Questions("test").Select(q => q.PictureId).Take(100))
        {
            var (boxes, objects) = (Data.Regions(id), Data.RegionObjects(id));
            Assert.Equal(boxes.Count, objects.Count);
            for (var i = 0; i < boxes.Count; i++)
                if (objects[i] >= 0)
                    Assert.Equal(Data.SceneOf(id).Objects[objects[i]].Box, boxes[i]);
        }
    }

    [Fact]
    public void ErrorsNameWhatWouldWork()
    {
        Assert.Contains(
            "train, test, test-heldout",
            Assert.Throws<ArgumentException>(() => Data.Questions("dev")).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => Data.Picture("train-p999999"));
        var options = Assert.Throws<UserErrorException>(() =>
            StampScenes.Open(Small with { TrainPictures = 0, Regions = 3 }, SpriteSource.Shapes)
        );
        Assert.Equal(2, options.ExitCode);
        Assert.Contains("TrainPictures", options.Message, StringComparison.Ordinal);
        Assert.Contains("Regions", options.Message, StringComparison.Ordinal);
        var many = Assert.Throws<UserErrorException>(() =>
            StampScenes.Open(Small with { TrainQuestions = 50000 }, SpriteSource.Shapes)
        );
        Assert.Contains("more pictures or fewer questions", many.Message, StringComparison.Ordinal);
    }
}
