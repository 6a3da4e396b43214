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
