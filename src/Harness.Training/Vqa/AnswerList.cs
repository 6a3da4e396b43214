using System.Text.Json;
using Harness.Data;
using Harness.Data.Files;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>The fixed answers that a classifier chooses from.</summary>
public sealed class AnswerList
{
    private readonly Dictionary<string, int> numbers;

    private AnswerList(IReadOnlyList<string> answers) =>
        (Answers, numbers) = (answers, answers.Index().ToDictionary(a => a.Item, a => a.Index));

    public IReadOnlyList<string> Answers { get; }

    /// <summary>Every answer of a training split, whatever part of it a run trains on: the most frequent first, equally frequent ones by the alphabet.</summary>
    public static AnswerList Of(IEnumerable<Question> split) =>
        new([
            .. split
                .SelectMany(q => q.Answers.Keys)
                .CountBy(a => a)
                .OrderByDescending(a => a.Value)
                .ThenBy(a => a.Key, StringComparer.Ordinal)
                .Select(a => a.Key),
        ]);

    /// <summary>Answers in a released file's order: a JSON list of texts (<c>trainval_label2ans.json</c>).</summary>
    /// <exception cref="BadFileException">It cannot be read, or is no such list.</exception>
    public static AnswerList Read(string file)
    {
        try
        {
            var answers = JsonSerializer.Deserialize<List<string>>(File.ReadAllText(file)) ?? [];
            return answers.Count > 0 && answers.Distinct().Count() == answers.Count
                ? new AnswerList(answers)
                : throw new BadFileException(
                    $"{file}: a list of {answers.Count} answers, {answers.Distinct().Count()} of them different; it must have some, each once."
                );
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{file}: not a JSON list of answers ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    /// <summary>Soft scores [B, answers]; an answer that is not in the list has no place.</summary>
    public Tensor Scores(IReadOnlyList<Question> questions)
    {
        var scores = new float[questions.Count * Answers.Count];
        for (var i = 0; i < questions.Count; i++)
            foreach (var (answer, score) in questions[i].Answers)
                if (numbers.TryGetValue(answer, out var number))
                    scores[i * Answers.Count + number] = (float)score;
        return tensor(scores).view(questions.Count, Answers.Count);
    }
}
