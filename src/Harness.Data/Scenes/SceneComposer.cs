using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data.Scenes;

/// <summary>
/// Draws scenes: a background, one to six sprites of one to four categories, small or big, mirrored at random, none overlapping.
/// A scene depends on the sprite set, the rules and the stream alone.
/// </summary>
public sealed class SceneComposer(SpriteSet sprites, SceneRules rules)
{
    private const int TriesPerObject = 40;

    public SpriteSet Sprites => sprites;

    public SceneRules Rules => rules;

    /// <param name="id">The scene's identifier.</param>
    /// <param name="random">The scene's own stream.</param>
    /// <param name="heldOut">Whether held-out names may occur; then at least one does.</param>
    public Scene Compose(string id, RandomStream random, bool heldOut = false)
    {
        var (word, colour) = random.Pick(SceneRules.Backgrounds);
        var shade = new Rgb(Jitter(colour.R, random), Jitter(colour.G, random), Jitter(colour.B, random));
        var cast = Cast(random, heldOut);
        while (true)
        {
            // A crowd of big objects may not fit at random places; sizes are drawn anew, the cast stays.
            if (Place(cast, random) is { } objects)
                return new Scene(id, word, shade, objects);
        }
    }

    private byte Jitter(byte channel, RandomStream random) =>
        (byte)Math.Clamp(channel + random.NextInt(-rules.ShadeJitter, rules.ShadeJitter), 0, 255);

    private List<Sprite> Cast(RandomStream random, bool heldOut)
    {
        var count = random.NextInt(1, rules.MostObjects);
        var kinds = sprites.Categories.Where(c => sprites.Names(c).Count > 0).ToList();
        random.Shuffle(kinds);
        kinds = kinds[..Math.Min(kinds.Count, random.NextInt(1, rules.MostCategories))];
        var cast = new List<Sprite>(count);
        for (var i = 0; i < count; i++)
        {
            var name =
                i > 0 && random.Chance(rules.RepeatName)
                    ? random.Pick(cast).Name
                    : NewName(random.Pick(kinds), heldOut && random.Chance(rules.HeldOutShare), random);
            cast.Add(random.Pick(sprites.Named(name)));
        }
        if (heldOut && cast.All(s => s.Known))
            cast[random.NextInt(count)] = random.Pick(HeldOutSprites());
        return cast;
    }

    private string NewName(string category, bool heldOut, RandomStream random)
    {
        var names = sprites.Names(category, known: !heldOut);
        return random.Pick(names.Count > 0 ? names : sprites.Names(category));
    }

    private List<Sprite> HeldOutSprites()
    {
        var list = sprites.Sprites.Where(s => !s.Known).ToList();
        return list.Count > 0
            ? list
            : throw new InvalidOperationException($"The sprite set of '{sprites.Dataset}' holds no name out.");
    }

    private List<SceneObject>? Place(List<Sprite> cast, RandomStream random)
    {
        var placed = new List<SceneObject>(cast.Count);
        var taken = new List<(int X1, int Y1, int X2, int Y2)>(cast.Count);
        foreach (var sprite in cast)
        {
            var big = placed.Count(o => o.Big) < rules.MostBig && random.Chance(0.5);
            var (from, to) = big ? rules.Big : rules.Small;
            var longest = (int)Math.Round(rules.Side * (from + (to - from) * random.NextDouble()));
            var cutout = sprites.CutoutOf(sprite);
            var side = Math.Max(cutout.Width, cutout.Height);
            var (w, h) = (CutoutScaling.Side(cutout.Width, side, longest), CutoutScaling.Side(cutout.Height, side, longest));
            if (Free(w, h, taken, random) is not { } at)
                return null;
            taken.Add((at.X, at.Y, at.X + w, at.Y + h));
            float s = rules.Side;
            placed.Add(
                new SceneObject(sprite, new Box(at.X / s, at.Y / s, (at.X + w) / s, (at.Y + h) / s), big, random.Chance(0.5))
            );
        }
        return placed;
    }

    private (int X, int Y)? Free(int w, int h, List<(int X1, int Y1, int X2, int Y2)> taken, RandomStream random)
    {
        var gap = rules.Gap;
        for (var i = 0; i < TriesPerObject; i++)
        {
            var x = random.NextInt(gap, rules.Side - w - gap);
            var y = random.NextInt(gap, rules.Side - h - gap);
            if (taken.All(t => x >= t.X2 + gap || x + w + gap <= t.X1 || y >= t.Y2 + gap || y + h + gap <= t.Y1))
                return (x, y);
        }
        return null;
    }
}
