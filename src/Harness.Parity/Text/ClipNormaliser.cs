using System.Text;
using Harness.Parity.Text.Unicode;

namespace Harness.Parity.Text;

/// <summary>CLIP's text: normalisation form C, each run of white space one space, lower case character by character.</summary>
internal static class ClipNormaliser
{
    public static string Normalise(string text)
    {
        var result = new StringBuilder(text.Length);
        var afterSpace = false;
        foreach (var rune in Nfc.Normalise(text).EnumerateRunes())
        {
            var space = Rune.IsWhiteSpace(rune);
            if (!space)
                result.Append(Lower(rune));
            else if (!afterSpace)
                result.Append(' ');
            afterSpace = space;
        }
        return result.ToString();
    }

    // The dotted capital I is the one character whose lower case is two characters whatever the language.
    private static string Lower(Rune rune) => rune.Value == 0x130 ? "i\u0307" : Rune.ToLowerInvariant(rune).ToString();
}
