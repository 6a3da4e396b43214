namespace Harness.Data.Pictures;

/// <summary>
/// Boxes of the things on a background of one colour: connected pixels that differ from the colour of the picture's edge. For composed pictures, of which
/// nobody says where things are; a photograph has no such background.
/// </summary>
public static class PlainBackground
{
    /// <summary>Longest side that is looked at, in pixels.</summary>
    private const int Side = 256;

    /// <summary>Largest difference of a channel within one colour; compression and soft edges stay below it.</summary>
    private const int Tolerance = 24;

    /// <summary>Share of the edge that must have the colour.</summary>
    private const double Plain = 0.9;

    /// <summary>Smallest share of the picture that is a thing.</summary>
    private const double Smallest = 0.001;

    /// <summary>The whole picture, its largest things, and empty places up to <paramref name="count"/> boxes; null where the background is not plain or bare.</summary>
    public static IReadOnlyList<Box>? Boxes(Picture picture, int count)
    {
        var step = Math.Max(1, (Math.Max(picture.Width, picture.Height) + Side - 1) / Side);
        var (width, height) = ((picture.Width + step - 1) / step, (picture.Height + step - 1) / step);
        var pixels = new Rgb[width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var at = 3 * (i / width * step * picture.Width + i % width * step);
            pixels[i] = new Rgb(picture.Rgb[at], picture.Rgb[at + 1], picture.Rgb[at + 2]);
        }
        Rgb[] edge =
        [
            .. pixels.Where((_, i) => i % width == 0 || i % width == width - 1 || i < width || i >= pixels.Length - width),
        ];
        var colour = new Rgb(Middle(edge, p => p.R), Middle(edge, p => p.G), Middle(edge, p => p.B));
        if (edge.Count(p => Alike(p, colour)) < Plain * edge.Length)
            return null;
        var things = Joined(Things([.. pixels.Select(p => !Alike(p, colour))], width, height))
            .OrderByDescending(b => b.Width * b.Height)
            .Take(count - 1)
            .ToList();
        if (things.Count == 0)
            return null;
        IEnumerable<Box> empty = Places().OrderBy(place => things.Sum(place.Overlap));
        return [Box.Whole, .. things, .. empty.Take(count - 1 - things.Count)];
    }

    private static byte Middle(Rgb[] pixels, Func<Rgb, byte> channel) =>
        pixels.Select(channel).Order().ElementAt(pixels.Length / 2);

    private static bool Alike(Rgb a, Rgb b) =>
        Math.Abs(a.R - b.R) <= Tolerance && Math.Abs(a.G - b.G) <= Tolerance && Math.Abs(a.B - b.B) <= Tolerance;

    private static List<Box> Things(bool[] marked, int width, int height)
    {
        var boxes = new List<Box>();
        var open = new Stack<int>();
        for (var start = 0; start < marked.Length; start++)
        {
            if (!marked[start])
                continue;
            var (left, top, right, bottom, size) = (width, height, 0, 0, 0);
            marked[start] = false;
            open.Push(start);
            while (open.TryPop(out var at))
            {
                var (x, y) = (at % width, at / width);
                (left, top, right, bottom, size) = (
                    Math.Min(left, x),
                    Math.Min(top, y),
                    Math.Max(right, x),
                    Math.Max(bottom, y),
                    size + 1
                );
                for (var v = Math.Max(0, y - 1); v <= Math.Min(height - 1, y + 1); v++)
                for (var u = Math.Max(0, x - 1); u <= Math.Min(width - 1, x + 1); u++)
                {
                    if (!marked[v * width + u])
                        continue;
                    marked[v * width + u] = false;
                    open.Push(v * width + u);
                }
            }
            if (size >= Smallest * width * height)
                boxes.Add(new Box((float)left / width, (float)top / height, (right + 1f) / width, (bottom + 1f) / height));
        }
        return boxes;
    }

    /// <summary>Parts of a thing, such as a wheel and its car, become one: boxes that overlap are joined until none do.</summary>
    private static List<Box> Joined(List<Box> boxes)
    {
        for (var i = 0; i < boxes.Count; i++)
        {
            var j = boxes.FindIndex(i + 1, b => b.Overlap(boxes[i]) > 0);
            if (j < 0)
                continue;
            var (a, b) = (boxes[i], boxes[j]);
            boxes[i] = new Box(Math.Min(a.X1, b.X1), Math.Min(a.Y1, b.Y1), Math.Max(a.X2, b.X2), Math.Max(a.Y2, b.Y2));
            boxes.RemoveAt(j);
            i = -1;
        }
        return boxes;
    }

    /// <summary>Where a box may lie empty: a grid of five by five.</summary>
    private static IEnumerable<Box> Places() =>
        from y in Enumerable.Range(0, 5)
        from x in Enumerable.Range(0, 5)
        select new Box(x / 5f, y / 5f, (x + 1) / 5f, (y + 1) / 5f);
}
