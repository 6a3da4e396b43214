using Harness.Data.Pictures;
using Harness.Data.Sampling;

namespace Harness.Data.Scenes;

/// <summary>The boxes that a model is given for a scene, the same number for every scene so that the number tells nothing.</summary>
/// <param name="Boxes">The whole picture first, then objects and fillers in random order.</param>
/// <param name="Objects">For each box the object's position in the scene, or <see cref="Filler"/> or <see cref="WholePicture"/>. For pre-training only.</param>
public sealed record SceneRegions(IReadOnlyList<Box> Boxes, IReadOnlyList<int> Objects)
{
    /// <summary>Marks a box that frames no object: background, or parts of objects.</summary>
    public const int Filler = -1;

    public const int WholePicture = -2;

    /// <summary>A filler shares at most this much with any object (shared area / union), so that it is none of them.</summary>
    private const float MostOverlap = 0.3f;

    /// <param name="count">Number of boxes, at least one more than the scene has objects.</param>
    public static SceneRegions Of(Scene scene, SpriteSet sprites, SceneRules rules, int count, RandomStream random)
    {
        if (count < scene.Objects.Count + 1)
            throw new ArgumentException($"Scene {scene.Id} needs {scene.Objects.Count + 1} regions or more; asked for {count}.");
        var items = scene.Objects.Select((o, i) => (o.Box, Object: i)).ToList();
        while (items.Count < count - 1)
        {
            var box = FillerBox(sprites, rules, random);
            if (scene.Objects.All(o => o.Box.Overlap(box) <= MostOverlap))
                items.Add((box, Filler));
        }
        random.Shuffle(items);
        return new SceneRegions([Box.Whole, .. items.Select(i => i.Box)], [WholePicture, .. items.Select(i => i.Object)]);
    }

    // Shaped like the box of a random sprite: a box's shape alone must not tell filler from object.
    private static Box FillerBox(SpriteSet sprites, SceneRules rules, RandomStream random)
    {
        var cutout = sprites.CutoutOf(random.Pick(sprites.Sprites));
        var (from, to) = random.Chance(0.4) ? rules.Big : rules.Small;
        var longest = from + (to - from) * random.NextDouble();
        var side = (double)Math.Max(cutout.Width, cutout.Height);
        var (w, h) = (Math.Max(longest * cutout.Width / side, 0.02), Math.Max(longest * cutout.Height / side, 0.02));
        var (x, y) = (random.NextDouble() * (1 - w), random.NextDouble() * (1 - h));
        return new Box((float)x, (float)y, (float)(x + w), (float)(y + h));
    }
}
