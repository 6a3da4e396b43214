namespace Harness.Data.Text;

/// <summary>A token that is recognised in a text before anything else happens to it.</summary>
/// <param name="TakesSpaceBefore">Swallows the white space on its left, as a mask does.</param>
public readonly record struct SpecialToken(string Text, int Id, bool TakesSpaceBefore = false);

/// <summary>Finds special tokens in a text: the leftmost first, and of several there the longest.</summary>
internal sealed class SpecialTokens
{
    private readonly Dictionary<char, SpecialToken[]> byFirst;
    private readonly HashSet<int> ids;

    public SpecialTokens(IEnumerable<SpecialToken> tokens)
    {
        var all = tokens.DistinctBy(t => t.Text).ToList();
        ids = [.. all.Select(t => t.Id)];
        byFirst = all.GroupBy(t => t.Text[0]).ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Text.Length).ToArray());
    }

    public bool Contains(int id) => ids.Contains(id);

    /// <summary>The text in stretches, each either plain (<c>Special</c> null, never empty) or one special token.</summary>
    public IEnumerable<(int Start, int End, SpecialToken? Special)> Split(string text)
    {
        var done = 0;
        for (var at = 0; at < text.Length; )
        {
            if (Match(text, at) is not { } special)
            {
                at++;
                continue;
            }
            var start = at;
            if (special.TakesSpaceBefore)
                while (start > done && char.IsWhiteSpace(text[start - 1]))
                    start--;
            if (start > done)
                yield return (done, start, null);
            at = done = at + special.Text.Length;
            yield return (start, done, special);
        }
        if (done < text.Length)
            yield return (done, text.Length, null);
    }

    private SpecialToken? Match(string text, int at)
    {
        if (!byFirst.TryGetValue(text[at], out var candidates))
            return null;
        foreach (var candidate in candidates)
            if (string.CompareOrdinal(text, at, candidate.Text, 0, candidate.Text.Length) == 0)
                return candidate;
        return null;
    }
}
