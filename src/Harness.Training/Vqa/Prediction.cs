using Harness.Data;
using Harness.Data.Metrics;

namespace Harness.Training.Vqa;

/// <summary>One answered question.</summary>
public sealed record Prediction(Question Question, string Answer, double Score)
{
    /// <summary>An answer with its soft score.</summary>
    public static Prediction Of(Question question, string answer) => new(question, answer, VqaAccuracy.SoftLabel(answer, question.Answers));

    /// <summary>Mean accuracy in %.</summary>
    public static double Accuracy(IReadOnlyList<Prediction> predictions) =>
        predictions.Count == 0 ? 0 : 100 * predictions.Average(p => p.Score);
}
