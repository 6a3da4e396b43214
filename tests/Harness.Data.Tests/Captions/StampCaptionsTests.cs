using Harness.Data.Captions;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Scenes;

namespace Harness.Data.Tests.Captions;

public class StampCaptionsTests
{
    [Fact]
    public void Families_and_sentences_never_cross_the_split()
    {
        List<(string Stem, string Sentence)> stamps =
        [
            .. Enumerable
                .Range(0, 60)
                .SelectMany(i =>
                    new[]
                    {
                        ($"a/thing{(char)('a' + i / 26)}{(char)('a' + i % 26)}1", $"Thing {i}."),
                        ($"a/thing{(char)('a' + i / 26)}{(char)('a' + i % 26)}2", $"Other thing {i}."),
                    }
                ),
            ("b/alone", "THING 3."),
            ("b/single", "Thing 9."),
        ];
        var test = StampCaptions.TestStamps(stamps, RandomStream.Root(4));
        Assert.InRange(test.Count, 12, 30);
        var (tested, taught) = (
            stamps.Where(s => test.Contains(s.Stem)).ToList(),
            stamps.Where(s => !test.Contains(s.Stem)).ToList()
        );
        Assert.Empty(tested.Select(s => s.Stem.TrimEnd('1', '2')).Intersect(taught.Select(s => s.Stem.TrimEnd('1', '2'))));
        Assert.Empty(
            tested.Select(s => s.Sentence.ToUpperInvariant()).Intersect(taught.Select(s => s.Sentence.ToUpperInvariant()))
        );
    }

    [Fact]
    public void A_scene_is_told_from_left_to_right()
    {
        SceneObject At(string name, float x) =>
            new(new Sprite(0, name, "any", true), new Box(x, 0, x + 0.1f, 0.1f), false, false);
        Assert.Equal(
            "From left to right an owl, a drum and a zebra on a pink background.",
            SceneCaption.Of(new Scene("s", "pink", new Rgb(1, 2, 3), [At("zebra", 0.8f), At("owl", 0.1f), At("drum", 0.5f)]))
        );
        Assert.Equal(
            "An owl on a blue background.",
            SceneCaption.Of(new Scene("s", "blue", new Rgb(1, 2, 3), [At("owl", 0.1f)]))
        );
    }
}
