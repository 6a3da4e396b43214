namespace Harness.Data;

/// <summary>Finds what somebody probably meant.</summary>
public static class NearestName
{
    /// <summary>
    /// The candidate with the smallest edit distance to <paramref name="name"/>. The last part of a dotted path alone counts as
    /// a match too, so that <c>lr</c> finds <c>train.lr</c>. Null where there is no candidate.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates) =>
        candidates.MinBy(c => (Math.Min(Distance(name, c), Distance(name, c[(c.LastIndexOf('.') + 1)..])), c));

    /// <summary>Levenshtein distance.</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
