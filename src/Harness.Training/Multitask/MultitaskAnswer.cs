using Harness.Data;
using Harness.Data.Metrics;
using Harness.Training.Captions;

namespace Harness.Training.Multitask;

/// <summary>What a model said to a question of one of four tasks; a caption is an answer like any other.</summary>
/// <param name="Right">What it is worth alone, 0 to 1: its soft score, of a caption its ROUGE-L.</param>
public sealed record MultitaskAnswer(Question Question, string Text, double Right)
{
    public static string Version =>
        $"mean of tasks: {VqaAccuracy.Version}, soft label; 100 × {CiderD.Version} for captions, {PtbTokens.Version}";

    public string Task => FourTasks.TaskOf(Question);

    public static MultitaskAnswer Of(Question question, string text) =>
        new(
            question,
            text,
            FourTasks.TaskOf(question) == FourTasks.Caption
                ? Written(question, text).Likeness
                : VqaAccuracy.SoftLabel(text, question.Answers)
        );

    /// <summary>The plain mean of the tasks' scores, as VL-Adapter averages them; of those tasks that the answers are about.</summary>
    public static double Score(IReadOnlyList<MultitaskAnswer> answers)
    {
        var scores = Measures(answers);
        return scores.Count == 0 ? 0 : scores.Values.Average();
    }

    /// <summary>A score a task: accuracy in %, of captions CIDEr-D times 100.</summary>
    public static IReadOnlyDictionary<string, double> Measures(IReadOnlyList<MultitaskAnswer> answers) =>
        answers
            .GroupBy(a => a.Task)
            .ToDictionary(
                g => g.Key,
                g =>
                    g.Key == FourTasks.Caption
                        ? WrittenCaption.Score([.. g.Select(a => Written(a.Question, a.Text))])
                        : 100 * g.Average(a => a.Right)
            );

    private static WrittenCaption Written(Question question, string text) =>
        new(new CaptionedPicture(question.PictureId, [.. question.Answers.Keys]), text);
}
