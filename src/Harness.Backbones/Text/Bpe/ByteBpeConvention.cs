namespace Harness.Backbones;

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
