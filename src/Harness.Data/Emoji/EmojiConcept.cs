namespace Harness.Data.Emoji;

/// <summary>One emoji: what its annotations say, in the form in which VQA's evaluation compares answers.</summary>
/// <param name="Id">Stem of its picture's file, e.g. <c>1f34c</c>.</param>
/// <param name="Name">Unicode's short name, e.g. <c>banana</c>; empty where there is none, or where it would not tell two emoji apart.</param>
/// <param name="Category">One of nine, e.g. <c>food and drink</c>.</param>
/// <param name="Kind">The subcategory, e.g. <c>food fruit</c>.</param>
/// <param name="Territory">Whose flag it is; empty for everything else, and for flags that are drawn like another.</param>
/// <param name="Words">Every word of its names, keywords and subcategory, lower case.</param>
public sealed record EmojiConcept(
    string Id,
    string Name,
    string Category,
    string Kind,
    string Territory,
    IReadOnlyList<string> Words
)
{
    /// <summary>
    /// Whether "no" is a safe answer to "is this NAME ?" about this emoji: no word of the other's name is among this one's words, and no
    /// word of this one's name among the other's.
    /// </summary>
    public bool IsSurelyNot(EmojiConcept other) =>
        Telling(other.Name).All(w => !Words.Contains(w)) && Telling(Name).All(w => !other.Words.Contains(w));

    private static IEnumerable<string> Telling(string name) =>
        name.Split(' ').Where(w => w is not ("of" or "with" or "and" or "in" or "on"));
}
