namespace Harness.Data.Metrics;

/// <summary>
/// BLEU-1 … BLEU-4 (Papineni et al. 2002) as COCO's caption evaluation computes them: clipped counts, the closest reference length (the shorter
/// one of two equally close), brevity penalty exp(1 − 1/ratio), and tiny constants instead of smoothing. The corpus value comes from summed counts.
/// </summary>
public static class Bleu
{
    public const string Version = "coco-bleu/1";

    private const int MostWords = 4;
    private const double Small = 1e-9,
        Tiny = 1e-15;

    /// <returns>Scores of BLEU-n at index n − 1, each 0 to 1.</returns>
    /// <exception cref="ArgumentException">No captions, or one without references.</exception>
    public static IReadOnlyList<CaptionScores> Score(IReadOnlyList<CaptionItem> items)
    {
        if (items.Count == 0 || items.Any(i => i.References.Count == 0))
            throw new ArgumentException("BLEU needs captions with at least one reference each.");
        var total = new Counts();
        var single = new List<double[]>(items.Count);
        foreach (var item in items)
        {
            var counts = Counts.Of(item);
            total.Add(counts);
            single.Add(counts.Scores());
        }
        var corpus = total.Scores();
        return [.. Enumerable.Range(0, MostWords).Select(n => new CaptionScores(corpus[n], [.. single.Select(s => s[n])]))];
    }

    private sealed class Counts
    {
        private readonly long[] guessed = new long[MostWords],
            correct = new long[MostWords];
        private long length,
            reference;

        public static Counts Of(CaptionItem item)
        {
            var candidate = NGrams.Of(item.Candidate, MostWords);
            var references = item.References.Select(r => NGrams.Of(r, MostWords)).ToList();
            var counts = new Counts
            {
                length = candidate.Words,
                reference = references.Select(r => r.Words).MinBy(w => (Math.Abs(w - candidate.Words), w)),
            };
            for (var n = 0; n < MostWords; n++)
            {
                counts.guessed[n] = Math.Max(0, candidate.Words - n);
                foreach (var (gram, count) in candidate.Counts[n])
                    counts.correct[n] += Math.Min(count, references.Max(r => r.Counts[n].GetValueOrDefault(gram)));
            }
            return counts;
        }

        public void Add(Counts other)
        {
            for (var n = 0; n < MostWords; n++)
            {
                guessed[n] += other.guessed[n];
                correct[n] += other.correct[n];
            }
            length += other.length;
            reference += other.reference;
        }

        public double[] Scores()
        {
            var ratio = (length + Tiny) / (reference + Small);
            var penalty = ratio < 1 ? Math.Exp(1 - 1 / ratio) : 1;
            var scores = new double[MostWords];
            var product = 1.0;
            for (var n = 0; n < MostWords; n++)
            {
                product *= (correct[n] + Tiny) / (guessed[n] + Small);
                scores[n] = Math.Pow(product, 1.0 / (n + 1)) * penalty;
            }
            return scores;
        }
    }
}
