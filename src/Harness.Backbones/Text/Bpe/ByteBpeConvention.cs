namespace Harness.Backbones;

/// <summary>Which special tokens a model with a byte-level vocabulary has, and where it puts them.</summary>
public sealed record ByteBpeConvention
{
    /// <summary>One token for everything special, nothing added to a text, padded with that same token.</summary>
    public static readonly ByteBpeConvention Gpt2 = new()
    {
        Start = "<|endoftext|>", End = "<|endoftext|>", Pad = "<|endoftext|>", Unknown = "<|endoftext|>", Mask = null, Framed = false, TrimOffsets = false,
    };

    /// <summary><c>&lt;s&gt; A &lt;/s&gt;</c>, pairs <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>.</summary>
    public static readonly ByteBpeConvention Roberta = new()
    {
        Start = "<s>", End = "</s>", Pad = "<pad>", Unknown = "<unk>", Mask = "<mask>", Framed = true, TrimOffsets = true,
    };

    /// <summary>BART took RoBERTa's over.</summary>
    public static readonly ByteBpeConvention Bart = Roberta;

    public required string Start { get; init; }

    public required string End { get; init; }

    public required string Pad { get; init; }

    public required string Unknown { get; init; }

    /// <summary>Swallows the white space before it; null where there is none.</summary>
    public required string? Mask { get; init; }

    /// <summary>Whether texts are framed.</summary>
    public required bool Framed { get; init; }

    /// <summary>A token's offsets leave out the space that it begins with.</summary>
    public required bool TrimOffsets { get; init; }
}
