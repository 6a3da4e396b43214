using System.Text.RegularExpressions;
using Harness.Adapters.Saving;
using Harness.Data.Text;
using Microsoft.ML.Tokenizers;

namespace Harness.Parity.Text;

/// <summary>
/// CLIP's byte-pair encoding: lower-cased words whose last symbol carries <c>&lt;/w&gt;</c>, framed by
/// <c>&lt;|startoftext|&gt;</c> and <c>&lt;|endoftext|&gt;</c>, the latter also padding. Text is taken as it is: no repair of
/// broken encodings comes before.
/// Here and not among the backbones, since no experiment encodes text for CLIP.
/// </summary>
public sealed partial class ClipTokenizer : SubwordTokenizer
{
    private const string Start = "<|startoftext|>",
        End = "<|endoftext|>",
        WordEnd = "</w>";

    private static readonly WordPattern words = new(Words());

    private readonly BpeVocabulary vocabulary;
    private readonly BpeTokenizer merger;

    /// <exception cref="CheckpointException">The vocabulary lacks a special token.</exception>
    public ClipTokenizer(BpeVocabulary vocabulary)
        : base(vocabulary.Path)
    {
        this.vocabulary = vocabulary;
        var (start, end) = (Special(Start), Special(End));
        Specialise([start, end], End, End);
        Frame = new TokenFrame([start.Id], [end.Id, end.Id], [end.Id]);
        // Each word is cut again by GPT-2's rules, as the byte-level step of the published tokenizer does.
        merger = vocabulary.Merger(WordPattern.Gpt2, End, WordEnd);
    }

    /// <summary>What goes around a text or a pair.</summary>
    internal TokenFrame Frame { get; }

    public override int VocabSize => vocabulary.Count;

    public override bool TryGetId(string token, out int id) => vocabulary.TryGetId(token, out id);

    public override string? TokenOf(long id) => vocabulary.TokenOf(id);

    protected override IEnumerable<int> TokenizePlain(string text)
    {
        var normal = ClipNormaliser.Normalise(text);
        return words.PreTokenize(normal).SelectMany(w => merger.EncodeToIds(normal.AsSpan(w.Offset, w.Length)));
    }

    protected override string Join(IReadOnlyList<string> tokens) =>
        ByteAlphabet.Decode(tokens).Replace(WordEnd, " ", StringComparison.Ordinal).Trim();

    // Special tokens, English contractions, runs of letters, single numbers, runs of other marks; spaces vanish.
    [GeneratedRegex(@"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|(?:\p{L}\p{Cs}?)+|\p{N}\p{Cs}?|[^\s\p{L}\p{N}]+")]
    private static partial Regex Words();
}
