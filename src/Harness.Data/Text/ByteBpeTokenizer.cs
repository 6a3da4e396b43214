using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Harness.Data.Files;
using Microsoft.ML.Tokenizers;

namespace Harness.Data.Text;

/// <summary>The special tokens of a model with a byte-level vocabulary.</summary>
/// <param name="Mask">Swallows the white space before it; null where there is none.</param>
public sealed record ByteBpeConvention(string Start, string End, string Pad, string Unknown, string? Mask)
{
    /// <summary>One token for everything special.</summary>
    public static readonly ByteBpeConvention Gpt2 = new(
        "<|endoftext|>",
        "<|endoftext|>",
        "<|endoftext|>",
        "<|endoftext|>",
        Mask: null
    );

    public static readonly ByteBpeConvention Roberta = new("<s>", "</s>", "<pad>", "<unk>", "<mask>");

    /// <summary>BART took RoBERTa's over.</summary>
    public static readonly ByteBpeConvention Bart = Roberta;
}

/// <summary>
/// Byte-level byte-pair encoding (Radford et al. 2019): text is cut into words, each word's UTF-8 bytes are merged. Nothing is
/// normalised and nothing is unknown, so that decoding gives the text back. Microsoft.ML.Tokenizers merges; the space in front is
/// own, since the library puts none after a special token.
/// </summary>
public sealed class ByteBpeTokenizer : SubwordTokenizer
{
    private readonly BpeVocabulary vocabulary;
    private readonly bool addPrefixSpace;
    private readonly BpeTokenizer merger;

    /// <param name="addPrefixSpace">Puts a space before the text, and before each stretch after a special token, unless U+0020 stands there.</param>
    /// <exception cref="BadFileException">The vocabulary lacks a special token of the convention.</exception>
    public ByteBpeTokenizer(BpeVocabulary vocabulary, ByteBpeConvention convention, bool addPrefixSpace = false)
        : base(vocabulary.Path)
    {
        (this.vocabulary, this.addPrefixSpace) = (vocabulary, addPrefixSpace);
        string[] plain = [convention.Start, convention.End, convention.Pad, convention.Unknown];
        List<SpecialToken> specials = [.. plain.Select(Special)];
        if (convention.Mask is { } mask)
            specials.Add(Special(mask) with { TakesSpaceBefore = true });
        Specialise(specials, convention.Pad, convention.End);
        merger = vocabulary.Merger(WordPattern.Gpt2, convention.Unknown);
    }

    public override int VocabSize => vocabulary.Count;

    public override bool TryGetId(string token, out int id) => vocabulary.TryGetId(token, out id);

    public override string? TokenOf(long id) => vocabulary.TokenOf(id);

    protected override IEnumerable<int> TokenizePlain(string text) =>
        merger.EncodeToIds(addPrefixSpace && text[0] != ' ' ? " " + text : text);

    protected override string Join(IReadOnlyList<string> tokens) => ByteAlphabet.Decode(tokens);
}

/// <summary>
/// The printable characters in which byte-level vocabularies spell bytes: visible Latin-1 bytes stand for themselves, the others
/// follow from U+0100 in byte order, so that a space is U+0120.
/// </summary>
public static class ByteAlphabet
{
    private static readonly char[] characters = Characters();

    private static readonly FrozenDictionary<char, byte> bytes = characters
        .Select((c, b) => (c, b))
        .ToFrozenDictionary(x => x.c, x => (byte)x.b);

    public static char Character(byte b) => characters[b];

    /// <summary>Joins the bytes of <paramref name="tokens"/>. A token with a character outside the alphabet gives its own UTF-8 bytes; broken UTF-8 becomes U+FFFD.</summary>
    public static string Decode(IEnumerable<string> tokens)
    {
        var all = new List<byte>();
        foreach (var token in tokens)
        {
            if (token.All(bytes.ContainsKey))
                all.AddRange(token.Select(c => bytes[c]));
            else
                all.AddRange(Encoding.UTF8.GetBytes(token));
        }
        return Encoding.UTF8.GetString([.. all]);
    }

    private static char[] Characters()
    {
        var next = (char)0x100;
        return
        [
            .. Enumerable.Range(0, 256).Select(b => b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : next++),
        ];
    }
}

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
