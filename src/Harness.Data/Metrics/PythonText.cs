using System.Globalization;
using System.Text;

namespace Harness.Data.Metrics;

/// <summary>
/// Text operations with the exact meaning that they have in Python 3, because the reference metrics are defined by them: white space
/// includes U+001C–U+001F, lower-casing knows multi-character results and the Greek final sigma, digits are those of every script.
/// </summary>
public static class PythonText
{
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    /// <summary><c>str.split()</c>: words between runs of white space.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length; )
        {
            while (i < text.Length && IsSpace(text[i]))
                i++;
            var start = i;
            while (i < text.Length && !IsSpace(text[i]))
                i++;
            if (i > start)
                words.Add(text[start..i]);
        }
        return words;
    }

    /// <summary><c>str.strip()</c>.</summary>
    public static string Strip(string text)
    {
        int start = 0,
            end = text.Length;
        while (start < end && IsSpace(text[start]))
            start++;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary><c>str.lower()</c>.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case 'İ':
                    lower.Append("i\u0307");
                    break;
                case 'Σ':
                    lower.Append(IsFinal(text, i) ? 'ς' : 'σ');
                    break;
                default:
                    var length = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
                    lower.Append(text.Substring(i, length).ToLowerInvariant());
                    i += length - 1;
                    break;
            }
        }
        return lower.ToString();
    }

    /// <summary>Whether a decimal digit of any script begins at an index; false beyond the end.</summary>
    public static bool IsDigitAt(string text, int index) =>
        index < text.Length && CharUnicodeInfo.GetUnicodeCategory(text, index) == UnicodeCategory.DecimalDigitNumber;

    // Final_Sigma of the Unicode standard, 3.13: a cased letter before, none after, case-ignorable characters skipped.
    private static bool IsFinal(string text, int sigma) => CasedIn(text, sigma - 1, -1) && !CasedIn(text, sigma + 1, 1);

    private static bool CasedIn(string text, int from, int step)
    {
        for (var i = from; i >= 0 && i < text.Length; i += step)
        {
            if (char.IsLowSurrogate(text[i]) && i > 0 && step < 0)
                continue;
            var category = CharUnicodeInfo.GetUnicodeCategory(text, i);
            if (category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter)
                return true;
            if (!IsIgnorable(text[i], category) && !char.IsLowSurrogate(text[i]))
                return false;
        }
        return false;
    }

    private static bool IsIgnorable(char c, UnicodeCategory category) =>
        category
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.ModifierSymbol
        || c
            is '\''
                or '.'
                or ':'
                or '\u00B7'
                or '\u0387'
                or '\u055F'
                or '\u05F4'
                or '\u2018'
                or '\u2019'
                or '\u2024'
                or '\u2027'
                or '\uFE13'
                or '\uFE52'
                or '\uFE55'
                or '\uFF07'
                or '\uFF0E'
                or '\uFF1A';
}
