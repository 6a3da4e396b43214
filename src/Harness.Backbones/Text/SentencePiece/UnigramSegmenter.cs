namespace Harness.Backbones;

/// <summary>
/// The most probable segmentation under a unigram model (Kudo 2018): the path through the text with the largest sum of log
/// probabilities. A character that no piece covers costs ten more than the least probable piece. Of equal sums the one found first stays.
/// </summary>
/// <param name="scores">By id.</param>
/// <param name="single">Sums are kept in single precision, as SentencePiece itself does.</param>
internal sealed class UnigramSegmenter(PieceIndex index, double[] scores, double unknownScore, int unknownId, bool single)
{
    /// <summary>What an unknown character costs beyond the worst score.</summary>
    public const double UnknownPenalty = 10;

    /// <summary>Ranges of bytes with their ids; unknown characters one by one.</summary>
    public List<(int From, int To, int Id)> Segment(ReadOnlySpan<byte> text)
    {
        var (best, from, id) = (new double[text.Length + 1], new int[text.Length + 1], new int[text.Length + 1]);
        Array.Fill(from, -1);
        for (var at = 0; at < text.Length;)
        {
            var character = Math.Min(Utf8Length(text[at]), text.Length - at);
            var covered = false;
            var walk = index.Begin();
            for (var end = at; end < text.Length && walk.Step(text[end], out var piece); end++)
            {
                if (piece < 0) continue;
                Offer(at, end + 1, scores[piece] + best[at], piece);
                covered |= end + 1 - at == character;
            }
            if (!covered) Offer(at, at + character, single ? (float)(unknownScore + best[at]) : unknownScore + best[at], unknownId);
            at += character;
        }
        var segments = new List<(int, int, int)>();
        for (var end = text.Length; end > 0; end = from[end]) segments.Add((from[end], end, id[end]));
        segments.Reverse();
        return segments;

        void Offer(int start, int end, double sum, int piece)
        {
            if (from[end] >= 0 && sum <= best[end]) return;
            (best[end], from[end], id[end]) = (single ? (float)sum : sum, start, piece);
        }
    }

    /// <summary>The same with neighbouring unknown characters as one.</summary>
    public List<(int From, int To, int Id)> SegmentFused(ReadOnlySpan<byte> text)
    {
        var fused = new List<(int From, int To, int Id)>();
        foreach (var segment in Segment(text))
        {
            if (segment.Id == unknownId && fused.Count > 0 && fused[^1].Id == unknownId) fused[^1] = fused[^1] with { To = segment.To };
            else fused.Add(segment);
        }
        return fused;
    }

    private static int Utf8Length(byte first) => first switch { < 0xC0 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };
}
