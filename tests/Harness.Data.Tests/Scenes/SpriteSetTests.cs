using Harness.Data.Packages;
using Harness.Data.Pictures;
using Harness.Data.Scenes;
using Harness.Data.Scenes.Shapes;

namespace Harness.Data.Tests.Scenes;

public class SpriteSetTests
{
    private static readonly Cutout Dot = new(1, 1, [0, 0, 0, 255]);

    [Fact]
    public void NameInTwoCategoriesIsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            new SpriteSet(
                "x",
                "",
                "",
                [(new Sprite(0, "crane", "bird", true), Dot), (new Sprite(1, "crane", "vehicle", true), Dot)]
            )
        );

    [Fact]
    public void NameBothKnownAndHeldOutIsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            new SpriteSet("x", "", "", [(new Sprite(0, "owl", "bird", true), Dot), (new Sprite(1, "owl", "bird", false), Dot)])
        );

    [Fact]
    public void ShapesHaveSixCategoriesOfSixNames()
    {
        var shapes = ShapeSprites.Load();
        Assert.Equal("shapes", shapes.Dataset);
        Assert.Equal(6, shapes.Categories.Count);
        Assert.All(shapes.Categories, c => Assert.Equal(6, shapes.Names(c).Count));
        Assert.Equal(9, shapes.Names(known: false).Count);
        Assert.Equal("270f66f92071711ded5026bc227bccd2b9c76e03d203e841623167fcb7410523", shapes.Digest); // frozen: another picture is another data set
        Assert.All(shapes.Sprites, s => Assert.NotNull(shapes.CutoutOf(s).Trim()));
    }

    [Fact]
    public void StampsHaveTwelveCategoriesOfSixNames()
    {
        Needs.Packages(KnownPackages.TuxPaintStamps);
        var stamps = SpriteSources.Open(SpriteSource.Stamps);
        Assert.Equal(12, stamps.Categories.Count);
        Assert.All(stamps.Categories, c => Assert.Equal(6, stamps.Names(c).Count));
        Assert.Equal(21, stamps.Names(known: false).Count);
        Assert.Equal(134, stamps.Sprites.Count);
        Assert.Empty(stamps.Names().Intersect(stamps.Names(known: false)));
        Assert.All(stamps.Sprites, s => Assert.InRange(Math.Max(stamps.CutoutOf(s).Width, stamps.CutoutOf(s).Height), 24, 96));
    }

    [Fact]
    public void DerivedSpritesSurviveALostPackageButNotADamagedFile()
    {
        Needs.Packages(KnownPackages.TuxPaintStamps);
        var cache = PackageCache.Default();
        SpriteSources.Open(SpriteSource.Stamps, cache);
        using var folder = new TemporaryFolder();
        var derived = Directory.CreateDirectory(folder["derived"]).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(cache.Root, "derived"), "stamps-*.sprites"))
            File.Copy(file, Path.Combine(derived, Path.GetFileName(file)));
        var offline = new PackageCache(folder.Path) { Offline = true };
        Assert.Equal("stamp-scenes", SpriteSources.Open(SpriteSource.Auto, offline).Dataset);
        foreach (var file in Directory.GetFiles(derived))
        {
            using var stream = File.OpenWrite(file);
            stream.Position = 5000;
            stream.Write([1, 2, 3, 4, 5, 6, 7, 8]);
        }
        Assert.Equal("shapes", SpriteSources.Open(SpriteSource.Auto, offline).Dataset);
    }
}
