using Harness.Data.Metrics;

namespace Harness.Data.Floors;

/// <summary>
/// What can be scored without understanding pictures: always the most frequent training caption, and the caption of the nearest training
/// picture (16×16 pixels). BLEU-4, ROUGE-L and CIDEr-D, times 100.
/// </summary>
public sealed record CaptionFloors(string Baseline, double Bleu4, double RougeL, double CiderD)
{
    public static IReadOnlyList<CaptionFloors> Of(ICaptionDataset dataset, string train, string test)
    {
        var (known, asked) = (dataset.Captions(train), dataset.Captions(test));
        var constant = known
            .SelectMany(c => c.Texts)
            .GroupBy(t => t)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .First()
            .Key;
        var distances = new PictureDistances(dataset);
        string[] pictures = [.. known.Select(c => c.PictureId)];
        return
        [
            Row("most frequent caption", asked, _ => constant),
            Row("nearest picture's caption", asked, c => known[distances.Nearest(c.PictureId, pictures)].Texts[0]),
        ];
    }

    private static CaptionFloors Row(string name, IReadOnlyList<CaptionedPicture> asked, Func<CaptionedPicture, string> say)
    {
        List<CaptionItem> items =
        [
            .. asked.Select(c => new CaptionItem(PtbTokens.Tokenise(say(c)), [.. c.Texts.Select(PtbTokens.Tokenise)])),
        ];
        return new CaptionFloors(
            name,
            100 * Bleu.Score(items)[3].Corpus,
            100 * Metrics.RougeL.Score(items).Corpus,
            100 * Metrics.CiderD.Score(items).Corpus
        );
    }
}
