using System.Text;

namespace Harness.Backbones;

/// <summary>
/// Unicode normalisation form C: decompose, put combining marks in order, compose (Unicode Standard Annex 15). Each character of the
/// result remembers all the text that it was made of.
/// </summary>
internal static class Nfc
{
    public static List<TracedRune> Normalise(List<TracedRune> text)
    {
        // Nothing below U+0300 combines or decomposes in a way that composition would not undo.
        if (text.TrueForAll(r => r.Rune.Value < 0x300)) return text;
        var data = CanonicalData.Shared;
        var parts = new List<TracedRune>(text.Count);
        foreach (var r in text) Decompose(r, parts, data);
        Order(parts, data);
        return Compose(parts, data);
    }

    private static void Decompose(TracedRune r, List<TracedRune> into, CanonicalData data)
    {
        if (!data.TryDecompose(r.Rune.Value, out var parts) && !Hangul.TryDecompose(r.Rune.Value, out parts))
        {
            into.Add(r);
            return;
        }
        Decompose(r with { Rune = new Rune(parts.First) }, into, data);
        if (parts.Second != 0) Decompose(r with { Rune = new Rune(parts.Second) }, into, data);
    }

    // A stable sort of each run of marks by class.
    private static void Order(List<TracedRune> text, CanonicalData data)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var end = i;
            while (end < text.Count && data.CombiningClass(text[end].Rune.Value) > 0) end++;
            if (end - i > 1)
            {
                var sorted = text.GetRange(i, end - i).OrderBy(r => data.CombiningClass(r.Rune.Value)).ToList();
                for (var j = 0; j < sorted.Count; j++) text[i + j] = sorted[j];
            }
            i = Math.Max(i, end);
        }
    }

    private static List<TracedRune> Compose(List<TracedRune> text, CanonicalData data)
    {
        var result = new List<TracedRune>(text.Count);
        var (starter, last) = (-1, 0);
        foreach (var r in text)
        {
            var own = data.CombiningClass(r.Rune.Value);
            // A mark is blocked from its starter by one of its own class or a higher one in between.
            var adjacent = starter >= 0 && result.Count == starter + 1;
            if (starter >= 0 && (adjacent || last < own && last > 0) && TryJoin(result[starter], r, data, out var whole))
            {
                result[starter] = whole;
                continue;
            }
            if (own == 0) starter = result.Count;
            last = own;
            result.Add(r);
        }
        return result;
    }

    private static bool TryJoin(TracedRune a, TracedRune b, CanonicalData data, out TracedRune whole)
    {
        var found = data.TryCompose(a.Rune.Value, b.Rune.Value, out var code) || Hangul.TryCompose(a.Rune.Value, b.Rune.Value, out code);
        whole = found ? new TracedRune(new Rune(code), Math.Min(a.Start, b.Start), Math.Max(a.End, b.End)) : default;
        return found;
    }
}
