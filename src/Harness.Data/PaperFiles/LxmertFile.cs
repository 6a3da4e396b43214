using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Data.PaperFiles;

/// <summary>
/// Questions in the layout of LXMERT, which VL-T5, MixPHM and the routing code read: a list of
/// <c>{question_id, img_id, sent, label: {answer: score}, answer_type, question_type}</c>. GQA and OK-VQA leave out the types in some releases.
/// </summary>
internal static class LxmertFile
{
    private const string Form = "a list of {question_id, img_id, sent, label: {answer: score}}";

    private sealed record Entry(
        JsonElement QuestionId,
        string ImgId,
        string Sent,
        Dictionary<string, double>? Label = null,
        string? AnswerType = null,
        string? QuestionType = null
    );

    /// <summary>In the file's order, which decides what the authors' sampling draws.</summary>
    /// <exception cref="BadFileException">The file is not of that layout.</exception>
    public static List<Question> Read(string path) =>
        [
            .. PaperJson
                .Read<List<Entry>>(path, Form)
                .Select(e => new Question(
                    e.QuestionId.ToString(),
                    e.ImgId,
                    e.Sent,
                    e.QuestionType ?? "",
                    e.AnswerType ?? "other",
                    (e.Label ?? []).Where(l => l.Value > 0).ToDictionary()
                )),
        ];

    /// <summary>Writes the same layout.</summary>
    public static void Write(string path, IEnumerable<Question> questions) =>
        PaperJson.Write(
            path,
            questions.Select(q => new
            {
                QuestionId = q.Id,
                ImgId = q.PictureId,
                Sent = q.Text,
                Label = q.Answers,
                q.AnswerType,
                QuestionType = q.Form,
            })
        );
}
