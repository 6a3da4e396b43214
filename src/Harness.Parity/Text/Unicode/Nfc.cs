namespace Harness.Parity.Text.Unicode;

/// <summary>
/// Unicode normalisation form C: decompose, put combining marks in order, compose (Unicode Standard Annex 15). Own, since
/// <see cref="string.Normalize()"/> does nothing where a program does without the system's language data.
/// </summary>
internal static class Nfc
{
    public static string Normalise(string text)
    {
        // Nothing below U+0300 combines or decomposes in a way that composition would not undo.
        if (text.All(c => c < 0x300))
            return text;
        var data = CanonicalData.Shared;
        var parts = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, parts, data);
        Order(parts, data);
        return string.Concat(Compose(parts, data).Select(char.ConvertFromUtf32));
    }

    private static void Decompose(int code, List<int> into, CanonicalData data)
    {
        if (!data.TryDecompose(code, out var parts) && !Hangul.TryDecompose(code, out parts))
        {
            into.Add(code);
            return;
        }
        Decompose(parts.First, into, data);
        if (parts.Second != 0)
            Decompose(parts.Second, into, data);
    }

    // A stable sort of each run of marks by class.
    private static void Order(List<int> text, CanonicalData data)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var end = i;
            while (end < text.Count && data.CombiningClass(text[end]) > 0)
                end++;
            if (end - i > 1)
            {
                var sorted = text.GetRange(i, end - i).OrderBy(data.CombiningClass).ToList();
                for (var j = 0; j < sorted.Count; j++)
                    text[i + j] = sorted[j];
            }
            i = Math.Max(i, end);
        }
    }

    private static List<int> Compose(List<int> text, CanonicalData data)
    {
        var result = new List<int>(text.Count);
        var (starter, last) = (-1, 0);
        foreach (var code in text)
        {
            var own = data.CombiningClass(code);
            // A mark is blocked from its starter by one of its own class or a higher one in between.
            var adjacent = starter >= 0 && result.Count == starter + 1;
            if (
                starter >= 0
                && (adjacent || last < own && last > 0)
                && (data.TryCompose(result[starter], code, out var whole) || Hangul.TryCompose(result[starter], code, out whole))
            )
            {
                result[starter] = whole;
                continue;
            }
            if (own == 0)
                starter = result.Count;
            last = own;
            result.Add(code);
        }
        return result;
    }
}
