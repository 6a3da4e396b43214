using System.Security.Cryptography;
using Harness.Data.Pictures;

namespace Harness.Data.Scenes.Shapes;

/// <summary>
/// Sprites that need no download: each shape in three looks (plain, rimmed, striped) and three colours. Names and categories hold by
/// construction. Results on them are called <c>shapes</c>, never stamp-scenes.
/// </summary>
public static class ShapeSprites
{
    private const int Side = 96;
    private const int Samples = 4;

    private static readonly Rgb[] Colours =
    [
        new(196, 40, 40),
        new(30, 90, 180),
        new(20, 120, 60),
        new(110, 50, 140),
        new(190, 95, 15),
        new(40, 40, 48),
        new(150, 30, 90),
        new(0, 115, 125),
    ];

    // Nothing in it can change, so one copy serves all.
    private static readonly Lazy<SpriteSet> Loaded = new(Draw);

    public static SpriteSet Load() => Loaded.Value;

    private static SpriteSet Draw()
    {
        var items = new List<(Sprite, Cutout)>();
        foreach (var (shape, number) in ShapeCatalogue.All.Select((s, i) => (s, i)))
        {
            var cover = Cover(shape.Area);
            for (var look = 0; look < 3; look++)
            {
                // Strides without common factor: colour says nothing about name or category.
                var colour = Colours[(3 * number + 5 * look) % Colours.Length];
                items.Add((new Sprite(items.Count, shape.Name, shape.Category, shape.Known), Paint(cover, colour, look).Trim()!));
            }
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, cutout) in items)
            hash.AppendData(cutout.Rgba);
        return new SpriteSet(
            "shapes",
            "rendered two-dimensional shapes (drawn by this program; no photographs)",
            Convert.ToHexStringLower(hash.GetHashAndReset()),
            items
        );
    }

    /// <summary>Share of each pixel that the area covers. No part of a shape is thinner than a pixel, so a pixel whose corners agree needs no samples.</summary>
    private static double[] Cover(Area area)
    {
        var corners = new bool[(Side + 1) * (Side + 1)];
        for (var i = 0; i < corners.Length; i++)
            corners[i] = area(At(i % (Side + 1)), At(i / (Side + 1)));
        var cover = new double[Side * Side];
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
        {
            var at = y * (Side + 1) + x;
            var inside = corners[at];
            var agree = inside == corners[at + 1] && inside == corners[at + Side + 1] && inside == corners[at + Side + 2];
            cover[y * Side + x] = agree
                ? inside
                    ? 1
                    : 0
                : Sampled(area, x, y);
        }
        return cover;
    }

    private static double Sampled(Area area, int x, int y)
    {
        var hits = 0;
        for (var i = 0; i < Samples * Samples; i++)
            if (area(At(x + (i % Samples + 0.5) / Samples), At(y + (i / Samples + 0.5) / Samples)))
                hits++;
        return (double)hits / (Samples * Samples);
    }

    // A margin of two pixels keeps rounded edges whole.
    private static double At(double pixel) => (pixel - Side / 2.0) / (Side / 2.0 - 2);

    private static Cutout Paint(double[] cover, Rgb colour, int look)
    {
        var rgba = new byte[4 * Side * Side];
        for (var i = 0; i < cover.Length; i++)
        {
            var (x, y) = (i % Side, i / Side);
            var light = look switch
            {
                1 => Inner(cover, x, y) ? 1.35 : 0.55,
                2 => (x + y) / 8 % 2 == 0 ? 1.0 : 1.6,
                _ => 1.0,
            };
            (rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]) = (Lit(colour.R, light), Lit(colour.G, light), Lit(colour.B, light));
            rgba[4 * i + 3] = (byte)Math.Round(255 * cover[i]);
        }
        return new Cutout(Side, Side, rgba);
    }

    private static byte Lit(byte channel, double light) =>
        (byte)Math.Min(255, light > 1 ? channel + (light - 1) * 160 : channel * light);

    /// <summary>True where the shape goes on for three pixels to every side.</summary>
    private static bool Inner(double[] cover, int x, int y)
    {
        for (var dy = -3; dy <= 3; dy += 3)
        for (var dx = -3; dx <= 3; dx += 3)
            if (x + dx is < 0 or >= Side || y + dy is < 0 or >= Side || cover[(y + dy) * Side + x + dx] < 0.5)
                return false;
        return true;
    }
}
