namespace Harness.Backbones;

/// <summary>The special tokens that a model wants around its texts: before, between the two of a pair, after.</summary>
internal sealed record TokenFrame(IReadOnlyList<TextToken> Before, IReadOnlyList<TextToken> Between, IReadOnlyList<TextToken> After)
{
    public static readonly TokenFrame None = new([], [], []);

    /// <summary>How many tokens the frame takes.</summary>
    public int Count(bool pair) => Before.Count + (pair ? Between.Count : 0) + After.Count;
}
