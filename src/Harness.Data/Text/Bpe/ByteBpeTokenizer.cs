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
