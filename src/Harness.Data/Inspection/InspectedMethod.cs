using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Data.Inspection;

/// <summary>What one method said, by question identifier (of a captioning set: by picture identifier).</summary>
public sealed record InspectedMethod(string Name, IReadOnlyDictionary<string, string> Predictions)
{
    /// <summary>Reads a run's <c>predictions.jsonl</c>, or any file of lines <c>{"question_id": …, "prediction": …}</c> (<c>picture_id</c> for captions).</summary>
    /// <exception cref="UserErrorException">The file is missing, or a line is not of that form; exit code 3.</exception>
    public static InspectedMethod Read(string name, string file)
    {
        if (!File.Exists(file))
            throw new UserErrorException(
                $"{file} does not exist; name a run's folder or a file of predictions.",
                UserErrorException.Missing
            );
        var predictions = new Dictionary<string, string>();
        foreach (var (line, i) in File.ReadLines(file).Select((l, i) => (l, i)).Where(l => !string.IsNullOrWhiteSpace(l.l)))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                var id = json.RootElement.TryGetProperty("question_id", out var question)
                    ? question
                    : json.RootElement.GetProperty("picture_id");
                predictions[id.ToString()] = json.RootElement.GetProperty("prediction").GetString() ?? "";
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new BadFileException(
                    $"{file}: line {i + 1} is no prediction; lines read like {{\"question_id\": \"test-q000001\", \"prediction\": \"yes\"}}.",
                    e
                );
            }
        }
        return new InspectedMethod(name, predictions);
    }
}
