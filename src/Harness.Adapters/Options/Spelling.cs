using System.Text;

namespace Harness.Adapters.Options;

/// <summary>Snake-case spelling of enum members, and the nearest known word to a mistyped one.</summary>
public static class Spelling
{
    /// <summary><c>AfterFeedForward</c> → <c>after_feed_forward</c>.</summary>
    public static string Snake(string pascal)
    {
        var text = new StringBuilder();
        foreach (var c in pascal)
            text.Append(char.IsUpper(c) && text.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(c));
        return text.ToString();
    }

    /// <summary>" (did you mean 'x'?)" when a known word is near, else nothing.</summary>
    public static string Suggest(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } near ? $" (did you mean '{near}'?)" : "";

    /// <summary>The known word with the smallest edit distance, null when none is within half of the word's length.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) =>
        known
            .Select(k => (k, d: Distance(word, k)))
            .Where(x => x.d <= Math.Max(2, word.Length / 2))
            .OrderBy(x => x.d)
            .Select(x => x.k)
            .FirstOrDefault();

    // Levenshtein distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (
                    row[j],
                    Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1))
                );
        }
        return row[b.Length];
    }
}
