using Harness.Data;
using Harness.Data.Metrics;

namespace Harness.Training.Vqa;

/// <summary>One answered question.</summary>
public sealed record Prediction(Question Question, string Answer, double Score)
{
    /// <summary>An answer with its score.</summary>
    public static Prediction Of(Question question, string answer, AnswerMetric metric) =>
        new(question, answer, metric.Score(question, answer));

    /// <summary>The same answers, scored by another measure.</summary>
    public static IReadOnlyList<Prediction> Scored(IReadOnlyList<Prediction> predictions, AnswerMetric metric) =>
        [.. predictions.Select(p => Of(p.Question, p.Answer, metric))];

    /// <summary>Mean accuracy in %.</summary>
    public static double Accuracy(IReadOnlyList<Prediction> predictions) =>
        predictions.Count == 0 ? 0 : 100 * predictions.Average(p => p.Score);
}

/// <summary>
/// The baseline that looks at nothing: the most frequent training answer of the question's form, or of its first two words where
/// forms are unknown; the most frequent answer of all for a form that training never showed. Ties go to the alphabet.
/// </summary>
public sealed class MajorityAnswer
{
    private readonly Dictionary<string, string> byForm;
    private readonly string overall;

    public MajorityAnswer(IReadOnlyList<Question> train)
    {
        byForm = train.GroupBy(Form).ToDictionary(g => g.Key, MostFrequent);
        overall = MostFrequent(train);
    }

    public Prediction Answer(Question question, AnswerMetric metric) =>
        Prediction.Of(question, byForm.GetValueOrDefault(Form(question), overall), metric);

    private static string Form(Question q) => q.Form.Length > 0 ? q.Form : string.Join(' ', q.Text.Split(' ').Take(2));

    private static string MostFrequent(IEnumerable<Question> questions) =>
        questions
            .SelectMany(q => q.Answers)
            .GroupBy(a => a.Key)
            .Select(g => (answer: g.Key, weight: g.Sum(a => a.Value)))
            .OrderByDescending(a => a.weight)
            .ThenBy(a => a.answer, StringComparer.Ordinal)
            .FirstOrDefault(("", 0))
            .answer;
}
