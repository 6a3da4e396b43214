namespace Harness.Data.Metrics;

/// <summary>
/// CIDEr-D (Vedantam et al. 2015, arXiv 1411.5726) as COCO's caption evaluation computes it: tf-idf of 1- to 4-grams, clipping, a Gaussian penalty
/// on the difference of lengths (σ = 6), times 10. Document frequencies come from the references of the same corpus, so one picture alone scores 0.
/// The reference measures length in bigrams; so does this.
/// </summary>
public static class CiderD
{
    public const string Version = "coco-cider-d/1";

    private const int MostWords = 4;
    private const double Sigma = 6;

    /// <returns>Each 0 to 10 and more; the corpus value is the mean.</returns>
    /// <exception cref="ArgumentException">No captions, or one without references.</exception>
    public static CaptionScores Score(IReadOnlyList<CaptionItem> items)
    {
        if (items.Count == 0 || items.Any(i => i.References.Count == 0))
            throw new ArgumentException("CIDEr-D needs captions with at least one reference each.");
        var references = items.Select(i => i.References.Select(r => NGrams.Of(r, MostWords)).ToList()).ToList();
        var frequency = new Dictionary<string, int>();
        foreach (var picture in references)
        foreach (var gram in picture.SelectMany(r => r.Counts.SelectMany(c => c.Keys)).ToHashSet())
            frequency[gram] = frequency.GetValueOrDefault(gram) + 1;
        var pictures = Math.Log(items.Count);
        var scores = items
            .Select(
                (item, i) =>
                {
                    var candidate = new Weights(NGrams.Of(item.Candidate, MostWords), frequency, pictures);
                    var sums = new double[MostWords];
                    foreach (var reference in references[i])
                        candidate.AddSimilarity(new Weights(reference, frequency, pictures), sums);
                    return sums.Average() / item.References.Count * 10;
                }
            )
            .ToList();
        return new CaptionScores(scores.Average(), scores);
    }

    private sealed class Weights
    {
        private readonly Dictionary<string, double>[] values = new Dictionary<string, double>[MostWords];
        private readonly double[] norms = new double[MostWords];
        private readonly int bigrams;

        public Weights(NGrams grams, Dictionary<string, int> frequency, double pictures)
        {
            bigrams = grams.Counts[1].Values.Sum();
            for (var n = 0; n < MostWords; n++)
            {
                values[n] = [];
                foreach (var (gram, count) in grams.Counts[n])
                {
                    var weight = count * (pictures - Math.Log(Math.Max(1, frequency.GetValueOrDefault(gram))));
                    values[n][gram] = weight;
                    norms[n] += weight * weight;
                }
                norms[n] = Math.Sqrt(norms[n]);
            }
        }

        public void AddSimilarity(Weights reference, double[] sums)
        {
            double difference = bigrams - reference.bigrams;
            var penalty = Math.Exp(-(difference * difference) / (2 * Sigma * Sigma));
            for (var n = 0; n < MostWords; n++)
            {
                var value = 0.0;
                foreach (var (gram, weight) in values[n])
                {
                    var other = reference.values[n].GetValueOrDefault(gram);
                    value += Math.Min(weight, other) * other;
                }
                if (norms[n] != 0 && reference.norms[n] != 0)
                    value /= norms[n] * reference.norms[n];
                sums[n] += value * penalty;
            }
        }
    }
}
