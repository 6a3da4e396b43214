using System.Text;

namespace Harness.Backbones;

/// <summary>A character and the stretch [Start, End) of the original text, in UTF-16 code units, that it came from.</summary>
internal readonly record struct TracedRune(Rune Rune, int Start, int End)
{
    /// <summary>The characters of a stretch of <paramref name="text"/>; half a surrogate pair becomes U+FFFD.</summary>
    public static List<TracedRune> Read(string text, int start, int end)
    {
        var runes = new List<TracedRune>(end - start);
        var at = start;
        foreach (var rune in text.AsSpan(start, end - start).EnumerateRunes())
        {
            runes.Add(new TracedRune(rune, at, at + rune.Utf16SequenceLength));
            at += rune.Utf16SequenceLength;
        }
        return runes;
    }
}
