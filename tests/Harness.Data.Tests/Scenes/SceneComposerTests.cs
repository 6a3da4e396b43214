using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Shapes;

namespace Harness.Data.Tests.Scenes;

public class SceneComposerTests
{
    internal static readonly SpriteSet Shapes = ShapeSprites.Load();

    private static readonly SceneComposer Composer = new(Shapes, new SceneRules());

    private static List<Scene> Many(bool heldOut = false) =>
        [.. Enumerable.Range(0, 600).Select(i => Composer.Compose("s" + i, RandomStream.Root(1).Sub((ulong)i), heldOut))];

    [Fact]
    public void ScenesKeepTheRules()
    {
        foreach (var scene in Many())
        {
            Assert.InRange(scene.Objects.Count, 1, 6);
            Assert.InRange(scene.Objects.Select(o => o.Sprite.Category).Distinct().Count(), 1, 4);
            Assert.InRange(scene.Objects.Count(o => o.Big), 0, 3);
            Assert.All(
                scene.Objects,
                o =>
                {
                    Assert.True(o.Sprite.Known);
                    Assert.InRange(o.Box.X1, 0, o.Box.X2);
                    Assert.InRange(o.Box.Y1, 0, o.Box.Y2);
                    Assert.InRange(Math.Max(o.Box.X2, o.Box.Y2), 0, 1);
                    var longest = Math.Max(o.Box.Width, o.Box.Height) * 128;
                    Assert.InRange(longest, o.Big ? 37.9 : 21.4, o.Big ? 46.6 : 27.4);
                }
            );
            for (var i = 0; i < scene.Objects.Count; i++)
            for (var j = 0; j < i; j++)
                Assert.Equal(0, scene.Objects[i].Box.Overlap(scene.Objects[j].Box));
        }
    }

    [Fact]
    public void EveryNumberColourAndNameOccurs()
    {
        var scenes = Many();
        Assert.Equal(6, scenes.Select(s => s.Objects.Count).Distinct().Count());
        Assert.Equal(SceneRules.Backgrounds.Count, scenes.Select(s => s.Background).Distinct().Count());
        Assert.Equal(Shapes.Names().Order(), scenes.SelectMany(s => s.Objects).Select(o => o.Sprite.Name).Distinct().Order());
        Assert.Contains(scenes, s => s.Objects.GroupBy(o => o.Sprite.Name).Any(g => g.Count() > 1));
    }

    [Fact]
    public void HeldOutScenesShowAHeldOutName() =>
        Assert.All(Many(heldOut: true), s => Assert.Contains(s.Objects, o => !o.Sprite.Known));

    [Fact]
    public void SameStreamSameScene()
    {
        var (a, b) = (Composer.Compose("x", RandomStream.Root(5)), Composer.Compose("x", RandomStream.Root(5)));
        Assert.Equal(a.Objects, b.Objects);
        Assert.Equal((a.Background, a.Shade), (b.Background, b.Shade));
        Assert.NotEqual(a.Objects, Composer.Compose("x", RandomStream.Root(6)).Objects);
    }

    [Fact]
    public void PaintsObjectsInsideTheirBoxesOnly()
    {
        var renderer = new SceneRenderer(Shapes);
        foreach (var scene in Many().Take(40))
        {
            var picture = renderer.Render(scene);
            Assert.Equal((128, 128), (picture.Width, picture.Height));
            var touched = new int[scene.Objects.Count];
            for (var i = 0; i < 128 * 128; i++)
            {
                if (
                    picture.Rgb[3 * i] == scene.Shade.R
                    && picture.Rgb[3 * i + 1] == scene.Shade.G
                    && picture.Rgb[3 * i + 2] == scene.Shade.B
                )
                    continue;
                var (x, y) = ((i % 128 + 0.5f) / 128, (i / 128 + 0.5f) / 128);
                var at = scene.Objects.ToList().FindIndex(o => x > o.Box.X1 && x < o.Box.X2 && y > o.Box.Y1 && y < o.Box.Y2);
                Assert.True(at >= 0, $"{scene.Id}: pixel {x:F3}, {y:F3} lies outside every box");
                touched[at]++;
            }
            Assert.All(touched, t => Assert.InRange(t, 15, 128 * 128));
        }
    }

    [Fact]
    public void RegionsAreEightWhateverTheScene()
    {
        var places = new HashSet<int>();
        foreach (var scene in Many())
        {
            var regions = SceneRegions.Of(scene, Shapes, Composer.Rules, 8, RandomStream.Root(2).Sub(scene.Id));
            Assert.Equal(8, regions.Boxes.Count);
            Assert.Equal((Box.Whole, SceneRegions.WholePicture), (regions.Boxes[0], regions.Objects[0]));
            Assert.Equal(Enumerable.Range(0, scene.Objects.Count), regions.Objects.Where(o => o >= 0).Order());
            for (var i = 1; i < 8; i++)
            {
                if (regions.Objects[i] >= 0)
                    Assert.Equal(scene.Objects[regions.Objects[i]].Box, regions.Boxes[i]);
                else
                    Assert.All(scene.Objects, o => Assert.InRange(o.Box.Overlap(regions.Boxes[i]), 0, 0.3));
            }
            if (scene.Objects.Count == 1)
                places.Add(regions.Objects.ToList().IndexOf(0));
        }
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], places.Order());
    }

    [Fact]
    public void TooFewRegionsAreRefused()
    {
        var scene = Many().First(s => s.Objects.Count == 6);
        Assert.Throws<ArgumentException>(() => SceneRegions.Of(scene, Shapes, Composer.Rules, 6, RandomStream.Root(1)));
    }
}
