using Harness.Data.Metrics;
using Harness.Data.Pictures;
using Harness.Data.Scenes;

namespace Harness.Data.Tests;

public class StampPairsTests
{
    private static readonly StampPairs Data = new(SpriteSources.Open(SpriteSource.Shapes), "quick", 7);

    private static bool Label(Question q) => Assert.Single(q.Answers).Key == "true";

    [Fact]
    public void EveryStatementIsShownTwiceTrueAndTwiceFalse()
    {
        Assert.Equal(["train", "test"], Data.Splits);
        Assert.Equal([2640, 660], Data.Splits.Select(s => Data.Questions(s).Count));
        foreach (var split in Data.Splits)
        {
            var groups = Data.Questions(split).GroupBy(q => q.Id.Split('-')[1]).ToList();
            Assert.All(groups, g => Assert.Equal(2, g.Count(Label)));
            Assert.All(groups, g => Assert.Single(g.Select(q => q.Text).Distinct()));
            Assert.All(
                Data.Questions(split).GroupBy(q => q.Form),
                f => Assert.Equal(Data.Questions(split).Count / 11, f.Count())
            );
        }
        Assert.Empty(Data.Questions("train").SelectMany(Parts).Intersect(Data.Questions("test").SelectMany(Parts)));
    }

    [Fact]
    public void ASecondReadingAgrees()
    {
        foreach (var q in Data.Splits.SelectMany(Data.Questions))
        {
            var pair = Parts(q).Select(Data.SceneOf).ToList();
            Assert.True(Read(q.Text.TrimEnd('.', ' ').Split(' '), pair[0], pair[1]) == Label(q), $"{q.Id}: {q.Text}");
        }
    }

    [Fact]
    public void IdentifiersAreThoseOfConsistency()
    {
        var items = Data.Questions("test").Select(q => new Nlvr2Item(q.Id, Prediction: true, Label(q))).ToList();
        Assert.Equal((50, 0), Nlvr2Accuracy.Evaluate(items));
        Assert.Equal((100, 100), Nlvr2Accuracy.Evaluate([.. items.Select(i => i with { Prediction = i.Label })]));
    }

    [Fact]
    public void AFalsePairKeepsOnePictureOfItsTrueOne()
    {
        foreach (var two in Data.Questions("test").Chunk(2))
            Assert.Single(Parts(two[0]).Zip(Parts(two[1])), p => p.First != p.Second);
    }

    [Fact]
    public void APairIsBothPicturesSideBySide()
    {
        var id = Data.Questions("test")[0].PictureId;
        var (left, pair) = (Data.Picture(Parts(id)[0]), Data.Picture(id));
        Assert.Equal((2 * left.Width, left.Height), (pair.Width, pair.Height));
        Assert.Equal(left.Rgb[..(3 * left.Width)], pair.Rgb[..(3 * left.Width)]);
        Assert.Throws<ArgumentException>(() => Data.Picture("pair-train-p1+x"));
    }

    private static string[] Parts(Question q) => Parts(q.PictureId);

    private static string[] Parts(string id) => PicturePair.Parts(id);

    // By what objects are called alone, without the programs' steps.
    private static bool Read(string[] words, Scene left, Scene right)
    {
        int Of(Scene scene, string word) => scene.Objects.Count(o => o.Sprite.Name == word || o.Sprite.Category == word);
        var last = words[^1];
        return string.Join(' ', words) switch
        {
            var s when s.Contains("the right one a") => Of(left, words[5]) > 0 && Of(right, last) > 0,
            var s when s.StartsWith("the left picture shows more", StringComparison.Ordinal) => left.Objects.Count
                > right.Objects.Count,
            var s when s.StartsWith("the left", StringComparison.Ordinal) => Of(left, last) > 0,
            var s when s.StartsWith("at least one", StringComparison.Ordinal) => Of(left, last) + Of(right, last) > 0,
            var s when s.StartsWith("both pictures show", StringComparison.Ordinal) => Of(left, last) * Of(right, last) > 0,
            var s when s.StartsWith("just one", StringComparison.Ordinal) => (Of(left, last) > 0) ^ (Of(right, last) > 0),
            var s when s.StartsWith("no picture", StringComparison.Ordinal) => Of(left, last) + Of(right, last) == 0,
            var s when s.Contains("things in all") => int.Parse(words[3]) == left.Objects.Count + right.Objects.Count,
            var s when s.EndsWith("in all", StringComparison.Ordinal) => int.Parse(words[3])
                == Of(left, words[4]) + Of(right, words[4]),
            var s when s.Contains("same background") => left.Background == right.Background,
            _ => (left.Background, right.Background) == (words[4], words[4]),
        };
    }
}
