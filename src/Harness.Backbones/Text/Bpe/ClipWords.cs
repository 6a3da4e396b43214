using System.Text;

namespace Harness.Backbones;

/// <summary>
/// Cuts normalised text as CLIP does: special tokens, English contractions, runs of letters, single numbers, runs of other marks; spaces
/// vanish. Pattern: <c>&lt;\|startoftext\|&gt;|&lt;\|endoftext\|&gt;|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+</c>. Each piece is
/// then cut again by GPT-2's rules, as the byte-level step of the published tokenizer does.
/// </summary>
internal static class ClipWords
{
    public static List<(int From, int To)> Split(ReadOnlySpan<TracedRune> text)
    {
        var words = new List<(int, int)>();
        for (var at = 0; at < text.Length;)
        {
            if (Rune.IsWhiteSpace(text[at].Rune))
            {
                at++;
                continue;
            }
            var length = Length(text[at..]);
            foreach (var (from, to) in Gpt2Words.Split(text.Slice(at, length))) words.Add((at + from, at + to));
            at += length;
        }
        return words;
    }

    private static int Length(ReadOnlySpan<TracedRune> text)
    {
        foreach (var special in (ReadOnlySpan<string>)[ClipTokenizer.Start, ClipTokenizer.End])
            if (StartsWith(text, special)) return special.Length;
        if (Gpt2Words.Contraction(text) is > 0 and var contraction) return contraction;
        if (Gpt2Words.IsNumber(text[0].Rune)) return 1;
        var letters = Rune.IsLetter(text[0].Rune);
        var end = 1;
        while (end < text.Length && (letters ? Rune.IsLetter(text[end].Rune) : IsOther(text[end].Rune))) end++;
        return end;
    }

    private static bool IsOther(Rune rune) => !Rune.IsWhiteSpace(rune) && !Rune.IsLetter(rune) && !Gpt2Words.IsNumber(rune);

    private static bool StartsWith(ReadOnlySpan<TracedRune> text, string prefix)
    {
        if (text.Length < prefix.Length) return false;
        for (var i = 0; i < prefix.Length; i++)
            if (text[i].Rune.Value != prefix[i]) return false;
        return true;
    }
}
