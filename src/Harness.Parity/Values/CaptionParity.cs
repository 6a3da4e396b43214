using System.Text.Json;
using Harness.Data.Metrics;

namespace Harness.Parity.Values;

/// <summary>Compares BLEU, ROUGE-L and CIDEr-D with a file of reference values (<c>captions.json</c>): each picture, then each corpus.</summary>
public static class CaptionParity
{
    private const double Tolerance = 1e-10;

    /// <summary>Such a file: pictures with a candidate each.</summary>
    public static ValueChecker Checker { get; } =
        new(f => ValueChecker.FirstHas(f, "images", "candidate_raw"), (f, _) => Check(f));

    public static IEnumerable<ParityRecord> Check(JsonElement file)
    {
        foreach (var group in file.GetProperty("images").EnumerateArray().GroupBy(i => i.GetProperty("corpus").GetString()!))
        {
            var images = group.ToList();
            var items = images.Select(i => CaptionItem.OfRaw(Text(i, "candidate_raw"), Strings(i, "references_raw"))).ToList();
            var scores = Scores(items);
            for (var i = 0; i < images.Count; i++)
            {
                var comparison = new Comparison($"{group.Key} {images[i].GetProperty("id")}", "captions", Tolerance)
                    .Same("candidate", Text(images[i], "candidate"), items[i].Candidate)
                    .SameList("references", Strings(images[i], "references"), items[i].References);
                foreach (var (name, score) in scores)
                    if (images[i].TryGetProperty(name, out var expected))
                        comparison.NearRelative(name, expected.GetDouble(), score.PerPicture[i]);
                yield return comparison.Result();
            }
            if (!file.TryGetProperty(group.Key, out var section))
                continue;
            var corpus = new Comparison(group.Key, "captions", Tolerance);
            foreach (var (name, score) in scores)
                corpus.NearRelative(name, section.GetProperty("corpus").GetProperty(name).GetDouble(), score.Corpus);
            yield return corpus.Result();
        }
    }

    private static List<(string Name, CaptionScores Scores)> Scores(List<CaptionItem> items) =>
        [
            .. Bleu.Score(items).Select((s, n) => ($"bleu{n + 1}", s)),
            ("rouge_l", RougeL.Score(items)),
            ("cider", CiderD.Score(items)),
        ];

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static List<string> Strings(JsonElement e, string name) =>
        [.. e.GetProperty(name).EnumerateArray().Select(x => x.GetString()!)];
}
