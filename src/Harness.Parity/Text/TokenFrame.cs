using Harness.Data.Text;

namespace Harness.Parity.Text;

/// <summary>
/// The special tokens that a published tokenizer puts around its texts: before, between the two of a pair, after. Own, since
/// Microsoft.ML.Tokenizers has neither pairs nor padding nor truncation of both.
/// </summary>
internal sealed record TokenFrame(IReadOnlyList<int> Before, IReadOnlyList<int> Between, IReadOnlyList<int> After)
{
    /// <summary>A text or a pair with the frame around it.</summary>
    /// <param name="maxLength">Longest result, the frame included; of a pair the longer text gives way first.</param>
    /// <param name="padTo">Shorter results are padded at the end to this length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> leaves no room for the frame.</exception>
    public FramedText Around(
        SubwordTokenizer tokenizer,
        string text,
        string? pair = null,
        int maxLength = int.MaxValue,
        int padTo = 0
    )
    {
        var frame = Before.Count + (pair is null ? 0 : Between.Count) + After.Count;
        if (maxLength < frame)
            throw new ArgumentOutOfRangeException(nameof(maxLength), maxLength, $"The special tokens alone take {frame} places.");
        var (first, second) = (tokenizer.Tokenize(text), pair is null ? [] : tokenizer.Tokenize(pair));
        var (n, m) = LongestFirst.Lengths(first.Count, second.Count, maxLength - frame);
        var result = new FramedText([], [], []);
        result.Add(Before, special: true);
        result.Add(first.Take(n), special: false);
        if (pair is not null)
        {
            result.Add(Between, special: true);
            result.Add(second.Take(m), special: false);
        }
        result.Add(After, special: true);
        while (result.Ids.Count < padTo)
            result.Add([tokenizer.PadId], special: true, attended: false);
        return result;
    }
}

/// <summary>A text, or a pair, as a model takes it.</summary>
/// <param name="AttentionMask">1 for a token, 0 for padding.</param>
/// <param name="SpecialTokensMask">
/// 1 for frame and padding, 0 for the text's own tokens, among them special tokens that were written in the text.
/// </param>
internal sealed record FramedText(List<int> Ids, List<int> AttentionMask, List<int> SpecialTokensMask)
{
    public void Add(IEnumerable<int> ids, bool special, bool attended = true)
    {
        foreach (var id in ids)
        {
            Ids.Add(id);
            AttentionMask.Add(attended ? 1 : 0);
            SpecialTokensMask.Add(special ? 1 : 0);
        }
    }
}
