using System.Text;

namespace Harness.Backbones;

/// <summary>CLIP's text: normalisation form C, each run of white space one space, lower case character by character.</summary>
internal static class ClipNormaliser
{
    public static List<TracedRune> Normalise(List<TracedRune> text)
    {
        var result = new List<TracedRune>(text.Count);
        var afterSpace = false;
        foreach (var r in Nfc.Normalise(text))
        {
            var space = Rune.IsWhiteSpace(r.Rune);
            if (space && afterSpace) result[^1] = result[^1] with { End = r.End };
            else if (space) result.Add(r with { Rune = new Rune(' ') });
            else Lower(r, result);
            afterSpace = space;
        }
        return result;
    }

    private static void Lower(TracedRune r, List<TracedRune> into)
    {
        // The one character whose lower case is two characters whatever the language.
        if (r.Rune.Value == 0x130)
        {
            into.Add(r with { Rune = new Rune('i') });
            into.Add(r with { Rune = new Rune(0x307) });
        }
        else
        {
            into.Add(r with { Rune = Rune.ToLowerInvariant(r.Rune) });
        }
    }
}
