namespace Harness.Backbones;

/// <summary>A text, or a pair, as a model takes it: framed by special tokens, truncated, padded.</summary>
public sealed class TokenizedText
{
    private readonly int used;
    private readonly bool[] special;

    internal TokenizedText(IReadOnlyList<TextToken> tokens, bool[] special, int used) => (Tokens, this.special, this.used) = (tokens, special, used);

    /// <summary>All tokens, frame and padding included.</summary>
    public IReadOnlyList<TextToken> Tokens { get; }

    public int[] Ids => [.. Tokens.Select(t => t.Id)];

    /// <summary>1 for a token, 0 for padding.</summary>
    public int[] AttentionMask => [.. Tokens.Select((_, i) => i < used ? 1 : 0)];

    /// <summary>1 for frame and padding, 0 for the text's own tokens, among them special tokens that were written in the text.</summary>
    public int[] SpecialTokensMask => [.. special.Select(s => s ? 1 : 0)];
}
