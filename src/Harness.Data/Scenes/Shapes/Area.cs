namespace Harness.Data.Scenes.Shapes;

/// <summary>A plane area as a test of points; shapes live in −1 … 1, y downwards.</summary>
internal delegate bool Area(double x, double y);

/// <summary>Areas to build shapes from.</summary>
internal static class Areas
{
    public static Area Disc(double cx, double cy, double r) => Oval(cx, cy, r, r);

    public static Area Oval(double cx, double cy, double rx, double ry) =>
        (x, y) =>
        {
            var (u, v) = ((x - cx) / rx, (y - cy) / ry);
            return u * u + v * v <= 1;
        };

    public static Area Box(double x1, double y1, double x2, double y2) => (x, y) => x >= x1 && x <= x2 && y >= y1 && y <= y2;

    /// <summary>Inside by the even-odd rule.</summary>
    public static Area Polygon(params (double X, double Y)[] p) =>
        (x, y) =>
        {
            var inside = false;
            for (int i = 0, j = p.Length - 1; i < p.Length; j = i++)
                if (p[i].Y > y != p[j].Y > y && x < (p[j].X - p[i].X) * (y - p[i].Y) / (p[j].Y - p[i].Y) + p[i].X)
                    inside = !inside;
            return inside;
        };

    /// <summary>Corners at equal angles on a circle, the first straight up, or turned by half a corner.</summary>
    public static Area Regular(int corners, bool flat = false) => Star(corners, null, flat);

    /// <summary>Points at radius 1 and, between them, at radius <paramref name="inner"/>.</summary>
    public static Area Star(int points, double? inner, bool flat = false)
    {
        var steps = inner is null ? points : 2 * points;
        var turn = flat ? Math.PI / points : 0;
        return Polygon([
            .. Enumerable
                .Range(0, steps)
                .Select(i =>
                {
                    var r = inner is { } small && i % 2 == 1 ? small : 1;
                    var angle = turn + 2 * Math.PI * i / steps;
                    return (r * Math.Sin(angle), -r * Math.Cos(angle));
                }),
        ]);
    }

    /// <summary>A line through points with round ends.</summary>
    public static Area Stroke(double width, params (double X, double Y)[] p) =>
        (x, y) =>
        {
            for (var i = 0; i + 1 < p.Length; i++)
                if (Distance(x, y, p[i], p[i + 1]) <= width / 2)
                    return true;
            return false;
        };

    public static Area Or(params Area[] parts) =>
        (x, y) =>
        {
            foreach (var part in parts)
                if (part(x, y))
                    return true;
            return false;
        };

    public static Area Except(this Area whole, Area hole) => (x, y) => whole(x, y) && !hole(x, y);

    public static Area And(this Area a, Area b) => (x, y) => a(x, y) && b(x, y);

    private static double Distance(double x, double y, (double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var t = Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / (dx * dx + dy * dy), 0, 1);
        var (u, v) = (x - a.X - t * dx, y - a.Y - t * dy);
        return Math.Sqrt(u * u + v * v);
    }
}
