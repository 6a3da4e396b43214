using static Harness.Data.Scenes.Shapes.Areas;

namespace Harness.Data.Scenes.Shapes;

/// <summary>The rendered shapes: no name includes another, and each belongs to one category by definition.</summary>
internal static class ShapeCatalogue
{
    private const double W = 0.34;

    public static readonly IReadOnlyList<(string Name, string Category, bool Known, Area Area)> All =
    [
        ("triangle", "polygon", true, Regular(3)),
        ("square", "polygon", true, Regular(4, flat: true)),
        ("pentagon", "polygon", true, Regular(5)),
        ("octagon", "polygon", true, Regular(8, flat: true)),
        ("chevron", "polygon", true, Polygon((-0.8, -1), (0.1, -1), (0.9, 0), (0.1, 1), (-0.8, 1), (0, 0))),
        ("arrow", "polygon", true, Polygon((-1, -0.3), (0, -0.3), (0, -0.8), (1, 0), (0, 0.8), (0, 0.3), (-1, 0.3))),
        ("hourglass", "polygon", false, Polygon((-0.8, -1), (0.8, -1), (0.15, 0), (0.8, 1), (-0.8, 1), (-0.15, 0))),
        ("bowl", "polygon", false, Polygon((-1, -0.5), (1, -0.5), (0.5, 0.5), (-0.5, 0.5))),
        ("disc", "round", true, Disc(0, 0, 1)),
        ("oval", "round", true, Oval(0, 0, 1, 0.5)),
        ("ring", "round", true, Disc(0, 0, 1).Except(Disc(0, 0, 0.55))),
        ("crescent", "round", true, Disc(0, 0, 1).Except(Disc(0.45, -0.1, 0.85))),
        ("semicircle", "round", true, Disc(0, 0.5, 1).And(Box(-1, -1, 1, 0.5))),
        ("drop", "round", true, Or(Disc(0, 0.35, 0.65), Polygon((0, -1), (0.6, 0.15), (-0.6, 0.15)))),
        ("lens", "round", false, Disc(0, -0.75, 1.25).And(Disc(0, 0.75, 1.25))),
        ("spark", "star", true, Star(4, 0.32)),
        ("pentagram", "star", true, Star(5, 0.42)),
        ("hexagram", "star", true, Star(6, 0.58)),
        ("sun", "star", true, Or(Disc(0, 0, 0.5), Star(12, 0.55).Except(Disc(0, 0, 0.62)))),
        ("asterisk", "star", true, Or([.. Enumerable.Range(0, 3).Select(i => Ray(i * Math.PI / 3))])),
        ("burst", "star", true, Star(16, 0.75)),
        ("pinwheel", "star", false, Or([.. Enumerable.Range(0, 4).Select(i => Blade(i * Math.PI / 2))])),
        ("plus", "sign", true, Or(Stroke(W, (-0.8, 0), (0.8, 0)), Stroke(W, (0, -0.8), (0, 0.8)))),
        ("minus", "sign", true, Box(-1, -0.22, 1, 0.22)),
        ("times", "sign", true, Or(Stroke(W, (-0.7, -0.7), (0.7, 0.7)), Stroke(W, (-0.7, 0.7), (0.7, -0.7)))),
        ("divide", "sign", true, Or(Box(-1, -0.15, 1, 0.15), Disc(0, -0.65, 0.22), Disc(0, 0.65, 0.22))),
        ("equals", "sign", true, Or(Box(-1, -0.6, 1, -0.2), Box(-1, 0.2, 1, 0.6))),
        ("percent", "sign", true, Or(Stroke(0.25, (-0.6, 0.8), (0.6, -0.8)), Disc(-0.6, -0.5, 0.32), Disc(0.6, 0.5, 0.32))),
        (
            "hash",
            "sign",
            false,
            Or(
                Stroke(0.2, (-0.35, -0.9), (-0.35, 0.9)),
                Stroke(0.2, (0.35, -0.9), (0.35, 0.9)),
                Stroke(0.2, (-0.9, -0.35), (0.9, -0.35)),
                Stroke(0.2, (-0.9, 0.35), (0.9, 0.35))
            )
        ),
        ("gamma", "letter", true, Or(Stroke(W, (-0.5, -0.85), (-0.5, 0.85)), Stroke(W, (-0.5, -0.85), (0.6, -0.85)))),
        ("lambda", "letter", true, Stroke(W, (-0.7, 0.85), (0, -0.85), (0.7, 0.85))),
        ("pi", "letter", true, Stroke(W, (-0.6, 0.85), (-0.6, -0.85), (0.6, -0.85), (0.6, 0.85))),
        ("sigma", "letter", true, Stroke(0.28, (0.6, -0.85), (-0.6, -0.85), (0.1, 0), (-0.6, 0.85), (0.6, 0.85))),
        ("theta", "letter", true, Or(Oval(0, 0, 0.8, 1).Except(Oval(0, 0, 0.5, 0.7)), Box(-0.35, -0.13, 0.35, 0.13))),
        (
            "psi",
            "letter",
            true,
            Or(Stroke(0.26, (0, -0.85), (0, 0.85)), Stroke(0.26, (-0.75, -0.8), (-0.65, 0), (0, 0.3), (0.65, 0), (0.75, -0.8)))
        ),
        ("xi", "letter", false, Or(Box(-0.8, -1, 0.8, -0.68), Box(-0.55, -0.16, 0.55, 0.16), Box(-0.8, 0.68, 0.8, 1))),
        ("tau", "letter", false, Or(Stroke(W, (0, -0.8), (0, 0.85)), Stroke(W, (-0.75, -0.8), (0.75, -0.8)))),
        (
            "heart",
            "icon",
            true,
            Or(Disc(-0.45, -0.35, 0.5), Disc(0.45, -0.35, 0.5), Polygon((-0.92, -0.15), (0.92, -0.15), (0, 0.95)))
        ),
        (
            "house",
            "icon",
            true,
            Or(Polygon((-1, -0.1), (0, -1), (1, -0.1)), Box(-0.7, -0.1, 0.7, 0.9).Except(Box(-0.2, 0.3, 0.2, 0.9)))
        ),
        ("flag", "icon", true, Or(Stroke(0.16, (-0.6, -0.9), (-0.6, 0.9)), Polygon((-0.55, -0.9), (0.8, -0.5), (-0.55, -0.1)))),
        (
            "key",
            "icon",
            true,
            Or(
                Disc(-0.6, 0, 0.4).Except(Disc(-0.6, 0, 0.18)),
                Box(-0.3, -0.12, 1, 0.12),
                Box(0.55, 0, 0.7, 0.4),
                Box(0.85, 0, 1, 0.4)
            )
        ),
        (
            "cup",
            "icon",
            true,
            Or(
                Polygon((-0.8, -0.7), (0.5, -0.7), (0.35, 0.8), (-0.65, 0.8)),
                Disc(0.55, -0.05, 0.42).Except(Disc(0.55, -0.05, 0.24))
            )
        ),
        (
            "ladder",
            "icon",
            true,
            Or([
                Box(-0.5, -1, -0.3, 1),
                Box(0.3, -1, 0.5, 1),
                .. Enumerable.Range(0, 4).Select(i => Box(-0.4, -0.8 + 0.48 * i, 0.4, -0.65 + 0.48 * i)),
            ])
        ),
        (
            "fork",
            "icon",
            false,
            Or(
                Stroke(0.2, (0, 0), (0, 0.9)),
                Stroke(0.16, (-0.4, -0.9), (-0.4, -0.1), (0.4, -0.1), (0.4, -0.9)),
                Stroke(0.16, (0, -0.9), (0, 0))
            )
        ),
        ("snowman", "icon", false, Or(Disc(0, -0.7, 0.3), Disc(0, -0.15, 0.4), Disc(0, 0.5, 0.5))),
    ];

    private static Area Ray(double angle)
    {
        var (x, y) = (0.85 * Math.Sin(angle), 0.85 * Math.Cos(angle));
        return Stroke(0.26, (-x, -y), (x, y));
    }

    private static Area Blade(double angle)
    {
        var (s, c) = Math.SinCos(angle);
        (double, double) Turn(double x, double y) => (c * x - s * y, s * x + c * y);
        return Polygon(Turn(0, 0), Turn(0, -1), Turn(0.7, -0.55));
    }
}
