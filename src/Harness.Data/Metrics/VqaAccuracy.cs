namespace Harness.Data.Metrics;

/// <summary>Which evaluation a VQA accuracy follows.</summary>
public enum VqaRules
{
    /// <summary>The data set's own evaluation: prediction and answers are normalised alike, unless all answers are equal.</summary>
    Official,

    /// <summary>
    /// The evaluation in MixPHM's released code: the prediction is always normalised, the answers only lose punctuation, so that an answer
    /// "two" or "a dog" is never matched.
    /// </summary>
    MixPhm,
}

/// <summary>A judged question: what was predicted and what the annotators said.</summary>
public sealed record VqaItem(string Prediction, IReadOnlyList<string> Answers, string QuestionType, string AnswerType);

/// <summary>Accuracies of a data set in percent, two digits, as the evaluations report them.</summary>
public sealed record VqaSummary(
    double Overall,
    IReadOnlyDictionary<string, double> PerQuestionType,
    IReadOnlyDictionary<string, double> PerAnswerType
);

/// <summary>
/// VQA accuracy: the mean over annotators of min(1, other annotators who gave the predicted answer / 3).
/// Source: Antol et al. 2015 (arXiv 1505.00468), the public evaluation code, and MixPHM's released variant.
/// </summary>
public static class VqaAccuracy
{
    /// <summary>Stands beside every result; changes whenever a value could.</summary>
    public const string Version = "vqa-accuracy/1";

    /// <summary>Accuracy of one question, 0 to 1.</summary>
    /// <exception cref="ArgumentException">No answers.</exception>
    public static double Score(string prediction, IReadOnlyList<string> answers, VqaRules rules = VqaRules.Official)
    {
        if (answers.Count == 0)
            throw new ArgumentException("VQA accuracy needs at least one annotator's answer.");
        var (predicted, given) = Compared(prediction, answers, rules);
        var matches = given.Count(a => a == predicted);
        return PythonNumbers.Sum(given.Select(a => Math.Min(1, (a == predicted ? matches - 1 : matches) / 3.0))) / given.Count;
    }

    /// <summary>The texts that are compared: the prediction and each annotator's answer.</summary>
    public static (string Prediction, IReadOnlyList<string> Answers) Compared(
        string prediction,
        IReadOnlyList<string> answers,
        VqaRules rules
    )
    {
        if (rules == VqaRules.MixPhm)
        {
            var punctuated = answers.Distinct().Count() > 1;
            return (AnswerText.Normalise(prediction), punctuated ? [.. answers.Select(AnswerText.Punctuation)] : answers);
        }
        IReadOnlyList<string> trimmed = [.. answers.Select(AnswerText.Trim)];
        return trimmed.Distinct().Count() > 1
            ? (AnswerText.Normalise(prediction), [.. trimmed.Select(a => AnswerText.Words(AnswerText.Punctuation(a)))])
            : (AnswerText.Trim(prediction), trimmed);
    }

    /// <exception cref="ArgumentException">No items.</exception>
    public static VqaSummary Evaluate(IReadOnlyList<VqaItem> items, VqaRules rules = VqaRules.Official)
    {
        if (items.Count == 0)
            throw new ArgumentException("VQA accuracy needs at least one question.");
        var scored = items.Select(i => (Item: i, Score: Score(i.Prediction, i.Answers, rules))).ToList();
        return new VqaSummary(
            Percent(scored.Select(s => s.Score)),
            scored.GroupBy(s => s.Item.QuestionType, s => s.Score).ToDictionary(g => g.Key, Percent),
            scored.GroupBy(s => s.Item.AnswerType, s => s.Score).ToDictionary(g => g.Key, Percent)
        );
    }

    /// <summary>The mean soft score of raw predictions looked up in soft labels: the development score of VL-T5 and MixPHM. 0 to 1.</summary>
    public static double SoftLabel(string prediction, IReadOnlyDictionary<string, double> answers) =>
        answers.GetValueOrDefault(prediction, 0);

    private static double Percent(IEnumerable<double> scores)
    {
        var list = scores.ToList();
        return PythonNumbers.Round2(100 * PythonNumbers.Sum(list) / list.Count);
    }
}
