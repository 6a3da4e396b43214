using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Shapes;
using Harness.Training.Pretraining;

namespace Harness.Training.Tests.Pretraining;

/// <summary>Every statement is checked against the scene by a second reading of its words.</summary>
public class StatementsTests
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

    [Fact]
    public void Drawn_statements_are_true_and_falsified_ones_are_not()
    {
        var statements = Of(StatementStyle.One);
        var random = RandomStream.Root(5).Sub("statements");
        var kinds = new HashSet<string>();
        var falsified = 0;
        for (var i = 0UL; i < 1_500; i++)
        {
            var scene = Data.PretrainingScene(i);
            var statement = statements.Draw(scene, random);
            kinds.Add(statement.Kind);
            Assert.True(Holds(statement.Words, scene), $"{string.Join(' ', statement.Words)} in {scene}");
            if (statements.Falsify(statement, scene, random) is not { } wrong)
                continue;
            falsified++;
            Assert.False(Holds(wrong, scene), $"{string.Join(' ', wrong)} in {scene}");
        }
        Assert.Equal(13, kinds.Count);
        Assert.True(falsified > 1_000);
    }

    [Fact]
    public void A_statement_said_again_says_the_same_in_any_style()
    {
        var (one, several) = (Of(StatementStyle.One), Of(StatementStyle.Several));
        var random = RandomStream.Root(6).Sub("statements");
        for (var i = 0UL; i < 1_500; i++)
        {
            var scene = Data.PretrainingScene(i);
            var said = several.Draw(scene, random);
            Assert.Equal(said.Answer, several.Retold(said, random).Answer);
            Assert.True(Holds(one.Retold(said, random).Words, scene), $"{string.Join(' ', said.Words)} in {scene}");
        }
    }

    [Fact]
    public void With_several_tries_what_asks_much_of_a_scene_comes_more_often()
    {
        var once = RelationShare(StatementStyle.Several with { Tries = 1 });
        var often = RelationShare(StatementStyle.Several);
        Assert.True(often > 1.5 * once, $"{once:F3} with one try, {often:F3}");
    }

    private static double RelationShare(StatementStyle style)
    {
        var (statements, random) = (Of(style), RandomStream.Root(7).Sub("statements"));
        return Enumerable
            .Range(0, 2_000)
            .Average(i => statements.Draw(Data.PretrainingScene((ulong)i), random).Kind is "side" or "height" ? 1.0 : 0.0);
    }

    private static Statements Of(StatementStyle style) =>
        new(Data.Sprites.Names(), Data.Sprites.Categories, [.. SceneRules.Backgrounds.Select(b => b.Word)], style);

    private static bool Holds(IReadOnlyList<string> words, Scene scene)
    {
        SceneObject The(string name) => scene.Objects.Single(o => o.Sprite.Name == name);
        return words switch
        {
            [var n, "objects", "in", "picture"] => scene.Objects.Count == int.Parse(n),
            ["a", var name, "in", "picture"] => scene.Objects.Any(o => o.Sprite.Name == name),
            ["some", var category, "in", "picture"] => scene.Objects.Any(o => o.Sprite.Category == category),
            [var n, var category, "in", "picture"] => scene.Objects.Count(o => o.Sprite.Category == category) == int.Parse(n),
            ["background", "is", var colour] => scene.Background == colour,
            ["the", var name, "is", "a", var category] => scene.Objects.First(o => o.Sprite.Name == name).Sprite.Category
                == category,
            ["the", var name, "is", ("big" or "small") and var size] => The(name).Big == (size == "big"),
            ["the", var a, "is", ("left" or "right") and var side, "of", "the", var b] => The(a).Box.CentreX < The(b).Box.CentreX
                == (side == "left"),
            ["the", var a, "is", ("above" or "below") and var height, "the", var b] => The(a).Box.CentreY < The(b).Box.CentreY
                == (height == "above"),
            [var side, "neighbour", "of", var anchor, "is", "a", var name] => Nearest(scene, The(anchor), side).Sprite.Name
                == name,
            [var side, "neighbour", "of", var anchor, "is", "some", var category] => Nearest(
                scene,
                The(anchor),
                side
            ).Sprite.Category == category,
            [var extreme, "object", "is", "a", var name] => Most(scene, extreme).Sprite.Name == name,
            [var extreme, "object", "is", "some", var category] => Most(scene, extreme).Sprite.Category == category,
            _ => throw new ArgumentException(string.Join(' ', words)),
        };
    }

    private static SceneObject Nearest(Scene scene, SceneObject anchor, string side) =>
        scene
            .Objects.Where(o =>
                o != anchor && (side == "left" ? o.Box.CentreX < anchor.Box.CentreX : o.Box.CentreX > anchor.Box.CentreX)
            )
            .Where(o => Math.Abs(o.Box.CentreX - anchor.Box.CentreX) > 0.06f)
            .MinBy(o => Math.Abs(o.Box.CentreX - anchor.Box.CentreX) + Math.Abs(o.Box.CentreY - anchor.Box.CentreY))!;

    private static SceneObject Most(Scene scene, string extreme) =>
        extreme switch
        {
            "leftmost" => scene.Objects.MinBy(o => o.Box.CentreX)!,
            "rightmost" => scene.Objects.MaxBy(o => o.Box.CentreX)!,
            "topmost" => scene.Objects.MinBy(o => o.Box.CentreY)!,
            "lowest" => scene.Objects.MaxBy(o => o.Box.CentreY)!,
            _ => throw new ArgumentException(extreme),
        };
}
