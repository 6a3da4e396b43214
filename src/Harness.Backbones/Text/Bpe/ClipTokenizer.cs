using System.Runtime.InteropServices;

namespace Harness.Backbones;

/// <summary>
/// CLIP's byte-pair encoding: lower-cased words whose last symbol carries <c>&lt;/w&gt;</c>, framed by <c>&lt;|startoftext|&gt;</c> and
/// <c>&lt;|endoftext|&gt;</c>, the latter also padding. Text is taken as it is: no repair of broken encodings comes before.
/// </summary>
public sealed class ClipTokenizer : SubwordTokenizer
{
    internal const string Start = "<|startoftext|>";
    internal const string End = "<|endoftext|>";
    private const string WordEnd = "</w>";

    private readonly BpeVocabulary vocabulary;
    private readonly int[] inner, last;

    /// <exception cref="CheckpointException">The vocabulary lacks a special token.</exception>
    public ClipTokenizer(BpeVocabulary vocabulary)
    {
        this.vocabulary = vocabulary;
        var (start, end) = (Framed(Start), Framed(End));
        Specialise([new SpecialToken(Start, start.Id), new SpecialToken(End, end.Id)], new TokenFrame([start], [end, end], [end]), end.Id, end.Id, end.Id);
        int[] Symbols(string suffix) =>
            [.. Enumerable.Range(0, 256).Select(b => vocabulary.TryGetId(ByteAlphabet.Character((byte)b) + suffix, out var id) ? id : end.Id)];
        (inner, last) = (Symbols(""), Symbols(WordEnd));
    }

    public override int VocabSize => vocabulary.Count;

    public override bool TryGetId(string token, out int id) => vocabulary.TryGetId(token, out id);

    public override string? TokenOf(long id) => id is >= 0 and <= int.MaxValue ? vocabulary.TokenOf((int)id) : null;

    private protected override void TokenizePlain(string text, int start, int end, List<TextToken> tokens)
    {
        var runes = CollectionsMarshal.AsSpan(ClipNormaliser.Normalise(TracedRune.Read(text, start, end)));
        foreach (var (from, to) in ClipWords.Split(runes))
        {
            var word = TracedBytes.Of(runes[from..to]);
            var symbols = new int[word.Length];
            for (var i = 0; i < symbols.Length; i++) symbols[i] = (i + 1 < symbols.Length ? inner : last)[word.Span[i]];
            foreach (var token in BpeMerger.Merge(vocabulary, symbols))
            {
                var (first, final) = word.Origin(token.From, token.To);
                tokens.Add(new TextToken(vocabulary.TokenOf(token.Id)!, token.Id, first, final));
            }
        }
    }

    private protected override string Join(IReadOnlyList<string> tokens) => ByteAlphabet.Decode(tokens).Replace(WordEnd, " ", StringComparison.Ordinal).Trim();
}
