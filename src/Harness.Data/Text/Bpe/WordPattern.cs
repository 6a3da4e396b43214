using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Harness.Data.Text;

/// <summary>
/// Cuts text into the matches of an expression. Own, since the library's pre-tokenizers match UTF-16 code units, to which a
/// letter beyond U+FFFF is two marks: here its first half reads as a letter, number or mark, and <c>\p{Cs}</c> is a second half.
/// </summary>
public sealed partial class WordPattern(Regex words) : PreTokenizer
{
    /// <summary>
    /// GPT-2's: English contractions, then runs of letters, of numbers, of other marks, each with one space before it; white
    /// space otherwise stays together but leaves its last character to what follows.
    /// </summary>
    public static WordPattern Gpt2 { get; } = new(Gpt2Words());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) =>
        words.Matches(Kinds(text)).Select(m => (m.Index, m.Length));

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    private static string Kinds(string text) =>
        string.Create(
            text.Length,
            text,
            (kinds, original) =>
            {
                original.CopyTo(kinds);
                for (var i = 0; i + 1 < kinds.Length; i++)
                    if (char.IsSurrogatePair(original, i))
                        kinds[i] = Kind(new Rune(original[i], original[i + 1]));
            }
        );

    private static char Kind(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            >= UnicodeCategory.UppercaseLetter and <= UnicodeCategory.OtherLetter => 'A',
            >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => '0',
            _ => '!',
        };

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?(?:\p{L}\p{Cs}?)+| ?(?:\p{N}\p{Cs}?)+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Gpt2Words();
}
