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
