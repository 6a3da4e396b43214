using System.Runtime.InteropServices;
using System.Text;

namespace Harness.Backbones;

/// <summary>
/// Byte-level byte-pair encoding (Radford et al. 2019): text is cut into words, each word's UTF-8 bytes are merged. Nothing is
/// normalised and nothing is unknown, so that decoding gives the text back.
/// </summary>
public sealed class ByteBpeTokenizer : SubwordTokenizer
{
    private readonly BpeVocabulary vocabulary;
    private readonly bool addPrefixSpace;
    private readonly bool trimOffsets;
    private readonly int[] symbols;

    /// <param name="addPrefixSpace">Puts a space before the text, and before each stretch after a special token, unless U+0020 stands there.</param>
    /// <exception cref="CheckpointException">The vocabulary lacks a special token of the convention.</exception>
    public ByteBpeTokenizer(BpeVocabulary vocabulary, ByteBpeConvention convention, bool addPrefixSpace = false)
    {
        (this.vocabulary, this.addPrefixSpace, trimOffsets) = (vocabulary, addPrefixSpace, convention.TrimOffsets);
        var (start, end, pad, unknown) = (Framed(convention.Start), Framed(convention.End), Framed(convention.Pad), Framed(convention.Unknown));
        var specials = new[] { start, end, pad, unknown }.Select(t => new SpecialToken(t.Text, t.Id));
        if (convention.Mask is { } mask) specials = specials.Append(new SpecialToken(mask, Framed(mask).Id, TakesSpaceBefore: true));
        Specialise(specials, convention.Framed ? new TokenFrame([start], [end, end], [end]) : TokenFrame.None, pad.Id, end.Id, unknown.Id);
        symbols = [.. Enumerable.Range(0, 256).Select(b => vocabulary.TryGetId(ByteAlphabet.Character((byte)b).ToString(), out var id) ? id : unknown.Id)];
    }

    public override int VocabSize => vocabulary.Count;

    public override bool TryGetId(string token, out int id) => vocabulary.TryGetId(token, out id);

    public override string? TokenOf(long id) => id is >= 0 and <= int.MaxValue ? vocabulary.TokenOf((int)id) : null;

    private protected override void TokenizePlain(string text, int start, int end, List<TextToken> tokens)
    {
        var runes = TracedRune.Read(text, start, end);
        if (addPrefixSpace && text[start] != ' ') runes.Insert(0, new TracedRune(new Rune(' '), start, start));
        var span = CollectionsMarshal.AsSpan(runes);
        foreach (var (from, to) in Gpt2Words.Split(span))
        {
            var word = TracedBytes.Of(span[from..to]);
            var bytes = new int[word.Length];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = symbols[word.Span[i]];
            foreach (var token in BpeMerger.Merge(vocabulary, bytes))
            {
                var (first, last) = word.Origin(token.From, token.To);
                if (trimOffsets) (first, last) = Trim(text, first, last);
                tokens.Add(new TextToken(vocabulary.TokenOf(token.Id)!, token.Id, first, last));
            }
        }
    }

    private protected override string Join(IReadOnlyList<string> tokens) => ByteAlphabet.Decode(tokens);

    private static (int Start, int End) Trim(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return (start, end);
    }
}
