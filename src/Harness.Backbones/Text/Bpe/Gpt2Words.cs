using System.Globalization;
using System.Text;

namespace Harness.Backbones;

/// <summary>
/// Cuts text as GPT-2 does, over whole characters rather than UTF-16 halves: English contractions, then runs of letters, of numbers,
/// of other marks, each with one space before it; white space otherwise stays together but leaves its last character to what follows.
/// Pattern: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// </summary>
internal static class Gpt2Words
{
    private static readonly string[] contractions = ["s", "t", "re", "ve", "m", "ll", "d"];

    private enum Kind { Space, Letter, Number, Other }

    /// <summary>Ranges [From, To) that cover all of <paramref name="text"/>.</summary>
    public static List<(int From, int To)> Split(ReadOnlySpan<TracedRune> text)
    {
        var words = new List<(int, int)>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + Length(text[at..]);
            words.Add((at, end));
            at = end;
        }
        return words;
    }

    /// <summary>Characters of the contraction's apostrophe and letters at the beginning of <paramref name="text"/>, or 0.</summary>
    public static int Contraction(ReadOnlySpan<TracedRune> text)
    {
        if (text[0].Rune.Value != '\'') return 0;
        foreach (var letters in contractions)
        {
            if (text.Length <= letters.Length) continue;
            var same = true;
            for (var i = 0; i < letters.Length; i++) same &= text[i + 1].Rune.Value == letters[i];
            if (same) return letters.Length + 1;
        }
        return 0;
    }

    public static bool IsNumber(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static int Length(ReadOnlySpan<TracedRune> text)
    {
        if (Contraction(text) is > 0 and var contraction) return contraction;
        var first = text[0].Rune.Value == ' ' && text.Length > 1 && KindOf(text[1].Rune) != Kind.Space ? 1 : 0;
        var kind = KindOf(text[first].Rune);
        var end = first + 1;
        while (end < text.Length && KindOf(text[end].Rune) == kind) end++;
        return kind == Kind.Space && end < text.Length && end > 1 ? end - 1 : end;
    }

    private static Kind KindOf(Rune rune) =>
        Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.IsLetter(rune) ? Kind.Letter : IsNumber(rune) ? Kind.Number : Kind.Other;
}
