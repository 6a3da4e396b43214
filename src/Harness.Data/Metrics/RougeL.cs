namespace Harness.Data.Metrics;

/// <summary>
/// ROUGE-L (Lin 2004) as COCO's caption evaluation computes it: F with β = 1.2 from the longest common subsequence, the best precision and the best
/// recall taken separately over the references. Texts are split at single spaces, so an empty text is one empty token.
/// </summary>
public static class RougeL
{
    public const string Version = "coco-rouge-l/1";

    private const double Beta = 1.2;

    /// <returns>Each 0 to 1; the corpus value is the mean.</returns>
    /// <exception cref="ArgumentException">No captions, or one without references.</exception>
    public static CaptionScores Score(IReadOnlyList<CaptionItem> items)
    {
        if (items.Count == 0 || items.Any(i => i.References.Count == 0))
            throw new ArgumentException("ROUGE-L needs captions with at least one reference each.");
        List<double> scores = [.. items.Select(One)];
        return new CaptionScores(scores.Average(), scores);
    }

    private static double One(CaptionItem item)
    {
        var candidate = item.Candidate.Split(' ');
        double precision = 0,
            recall = 0;
        foreach (var reference in item.References.Select(r => r.Split(' ')))
        {
            double common = Common(candidate, reference);
            precision = Math.Max(precision, common / candidate.Length);
            recall = Math.Max(recall, common / reference.Length);
        }
        return precision > 0 && recall > 0 ? (1 + Beta * Beta) * precision * recall / (recall + Beta * Beta * precision) : 0;
    }

    private static int Common(string[] a, string[] b)
    {
        var (above, row) = (new int[b.Length + 1], new int[b.Length + 1]);
        foreach (var word in a)
        {
            for (var j = 0; j < b.Length; j++)
                row[j + 1] = word == b[j] ? above[j] + 1 : Math.Max(above[j + 1], row[j]);
            (above, row) = (row, above);
        }
        return above[b.Length];
    }
}
