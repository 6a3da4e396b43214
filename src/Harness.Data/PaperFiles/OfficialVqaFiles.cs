using System.Globalization;
using Harness.Data.Files;
using Harness.Data.Metrics;

namespace Harness.Data.PaperFiles;

/// <summary>
/// The official files of VQA v2 and OK-VQA: questions and, apart from them, the ten annotators' answers. A soft score is the official accuracy of
/// that answer: 0.3, 0.6, 0.9 or 1 for one, two, three or more annotators of ten.
/// </summary>
internal static class OfficialVqaFiles
{
    private sealed record QuestionFile(List<Asked> Questions);

    private sealed record Asked(long QuestionId, long ImageId, string Question);

    private sealed record AnnotationFile(List<Annotated> Annotations);

    private sealed record Annotated(long QuestionId, List<Given> Answers, string? QuestionType = null, string? AnswerType = null);

    private sealed record Given(string Answer);

    /// <param name="split">COCO's name of the pictures' split, e.g. <c>val2014</c>.</param>
    /// <exception cref="BadFileException">A file is not of that layout, or a question has no annotation.</exception>
    public static List<Question> Read(string questionFile, string annotationFile, string split)
    {
        var annotations = Annotations(annotationFile);
        return
        [
            .. PaperJson
                .Read<QuestionFile>(questionFile, "{questions: [{question_id, image_id, question}]}")
                .Questions.Select(q =>
                {
                    if (!annotations.TryGetValue(q.QuestionId, out var a))
                        throw new BadFileException(
                            $"{annotationFile} has no annotation of question {q.QuestionId} of {questionFile}; the two files must belong together."
                        );
                    List<string> given = [.. a.Answers.Select(g => g.Answer)];
                    var scores = given.Distinct().ToDictionary(g => g, g => Soft(given.Count(x => x == g), given.Count));
                    return new Question(
                        q.QuestionId.ToString(CultureInfo.InvariantCulture),
                        string.Create(CultureInfo.InvariantCulture, $"COCO_{split}_{q.ImageId:D12}"),
                        q.Question,
                        a.QuestionType ?? "",
                        a.AnswerType ?? "other",
                        scores
                    );
                }),
        ];
    }

    /// <summary>The annotators' raw answers by question, for the official evaluation.</summary>
    /// <exception cref="BadFileException">The file is not of that layout.</exception>
    public static Dictionary<string, IReadOnlyList<string>> RawAnswers(string annotationFile) =>
        Annotations(annotationFile)
            .ToDictionary(
                a => a.Key.ToString(CultureInfo.InvariantCulture),
                a => (IReadOnlyList<string>)[.. a.Value.Answers.Select(g => g.Answer)]
            );

    private static Dictionary<long, Annotated> Annotations(string file) =>
        PaperJson
            .Read<AnnotationFile>(file, "{annotations: [{question_id, answers: [{answer}]}]}")
            .Annotations.ToDictionary(a => a.QuestionId);

    private static double Soft(int same, int all) =>
        VqaAccuracy.Score("a", [.. Enumerable.Repeat("a", same), .. Enumerable.Range(0, all - same).Select(i => $"b{i}")]);
}
