namespace Harness.Data.Metrics;

/// <summary>How a prediction is treated before it is compared with GQA's one answer.</summary>
public enum GqaRules
{
    /// <summary>Compared as it is (VL-Adapter).</summary>
    Exact,

    /// <summary>Punctuation rule, lower case, articles dropped, as MixPHM's released code does; the answer stays as it is.</summary>
    MixPhm,
}

/// <summary>GQA accuracy: the share of questions whose prediction is the one answer. Source: Hudson and Manning 2019 (arXiv 1902.09506).</summary>
public static class GqaAccuracy
{
    public const string Version = "gqa-accuracy/1";

    /// <returns>0 or 1.</returns>
    public static double Score(string prediction, string answer, GqaRules rules = GqaRules.Exact) =>
        (rules == GqaRules.Exact ? prediction : WithoutArticles(AnswerText.Punctuation(prediction))) == answer ? 1 : 0;

    /// <summary>Accuracy in %.</summary>
    /// <exception cref="ArgumentException">No items.</exception>
    public static double Evaluate(IReadOnlyList<(string Prediction, string Answer)> items, GqaRules rules = GqaRules.Exact) =>
        items.Count > 0
            ? 100 * items.Average(i => Score(i.Prediction, i.Answer, rules))
            : throw new ArgumentException("GQA accuracy needs at least one question.");

    private static string WithoutArticles(string text) =>
        string.Join(' ', PythonText.Split(PythonText.Lower(text)).Where(w => w is not ("a" or "an" or "the")));
}
