using Harness.Data.Files;

namespace Harness.Data.Metrics;

/// <summary>A generated caption and its references, each tokenised: words between single spaces.</summary>
public sealed record CaptionItem(string Candidate, IReadOnlyList<string> References)
{
    /// <summary>Lower case, runs of white space to one space; a mark that touches a word stays part of it.</summary>
    public static string Tokenise(string text) => string.Join(' ', PythonText.Split(PythonText.Lower(text)));

    /// <summary>The same picture after <see cref="Tokenise"/>.</summary>
    public static CaptionItem OfRaw(string candidate, IEnumerable<string> references) =>
        new(Tokenise(candidate), [.. references.Select(Tokenise)]);
}

/// <summary>Scores of a corpus of captions: one number for all, and one a picture in the order given.</summary>
public sealed record CaptionScores(double Corpus, IReadOnlyList<double> PerPicture);

/// <summary>One metric over a corpus of captions.</summary>
/// <param name="Score">As papers print it: 100 times the metric's own value; null where it was left out.</param>
/// <param name="Note">Name and version of what computed it; why it was left out, where it was.</param>
public sealed record CaptionMetric(string Name, double? Score, string Note);

/// <summary>Every caption metric in one call.</summary>
public static class CaptionMetrics
{
    /// <summary>Stands beside a result that holds them.</summary>
    public static string Version { get; } = string.Join(", ", PtbTokens.Version, Bleu.Version, RougeL.Version, CiderD.Version);

    /// <summary>
    /// BLEU-1 to 4, ROUGE-L and CIDEr-D after PTB-style tokenisation, then METEOR and SPICE where commands for them are there.
    /// </summary>
    /// <param name="captions">Of each picture, raw: the candidate and its references, at least one.</param>
    /// <param name="environment">Where the Java programs are named, see <see cref="ExternalCaptionMetric"/>; the process's own by default.</param>
    /// <exception cref="ArgumentException">No captions.</exception>
    /// <exception cref="UserErrorException">A command fails, or prints no score; exit code 3.</exception>
    public static IReadOnlyList<CaptionMetric> Of(
        IReadOnlyList<(string Candidate, IReadOnlyList<string> References)> captions,
        Func<string, string?>? environment = null
    )
    {
        List<CaptionItem> items =
        [
            .. captions.Select(c => new CaptionItem(
                PtbTokens.Tokenise(c.Candidate),
                [.. c.References.Select(PtbTokens.Tokenise)]
            )),
        ];
        return
        [
            .. Bleu.Score(items).Select((b, i) => new CaptionMetric($"BLEU-{i + 1}", 100 * b.Corpus, Bleu.Version)),
            new("ROUGE-L", 100 * RougeL.Score(items).Corpus, RougeL.Version),
            new("CIDEr-D", 100 * CiderD.Score(items).Corpus, CiderD.Version),
            .. ExternalCaptionMetric
                .Names.Select(name => new ExternalCaptionMetric(name, environment ?? Environment.GetEnvironmentVariable))
                .Select(External),
        ];

        // These read raw captions and tokenise them themselves.
        CaptionMetric External(ExternalCaptionMetric metric) =>
            metric.Score([.. captions.Select(c => new CaptionItem(c.Candidate, c.References))]) is { } score
                ? new(metric.Name, 100 * score, metric.Version)
                : new(metric.Name, null, metric.WhyNot);
    }
}
