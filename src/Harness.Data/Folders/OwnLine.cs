using System.Text.Json;

namespace Harness.Data.Folders;

/// <summary>A line of one's own file.</summary>
/// <param name="Picture">Path relative to the folder.</param>
/// <param name="Question">Empty in a file of captions.</param>
/// <param name="Texts">Accepted answers with soft scores, or captions with score 1.</param>
internal sealed record OwnLine(
    int Number,
    string Picture,
    string Question,
    IReadOnlyDictionary<string, double> Texts,
    string? Split,
    string? Type,
    string? Id
)
{
    private static readonly string[] Keys =
    [
        "picture",
        "question",
        "answer",
        "answers",
        "caption",
        "captions",
        "split",
        "type",
        "id",
    ];

    /// <exception cref="FormatException">The line lacks something, has a key that is not known, or names no picture of the folder.</exception>
    /// <exception cref="JsonException">The line is no JSON.</exception>
    public static OwnLine Parse(string text, int number, string folder, bool needsQuestion)
    {
        using var json = JsonDocument.Parse(text);
        var line = json.RootElement;
        if (line.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is no JSON object");
        if (line.EnumerateObject().Select(p => p.Name).FirstOrDefault(k => !Keys.Contains(k)) is { } unknown)
            throw new FormatException($"key \"{unknown}\" is not known; there are {string.Join(", ", Keys)}");
        var picture = Text(line, "picture") ?? throw new FormatException("\"picture\" is missing");
        var place = Path.GetFullPath(Path.Combine(folder, picture));
        if (
            !place.StartsWith(
                Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            )
        )
            throw new FormatException($"picture \"{picture}\" lies outside the folder");
        if (!File.Exists(place))
            throw new FormatException($"picture \"{picture}\" does not exist");
        var question = needsQuestion ? Text(line, "question") ?? throw new FormatException("\"question\" is missing") : "";
        var (one, many) = needsQuestion ? ("answer", "answers") : ("caption", "captions");
        var texts =
            line.TryGetProperty(one, out var single) ? Scores(one, single)
            : line.TryGetProperty(many, out var several) ? Scores(many, several)
            : throw new FormatException($"\"{one}\" (or \"{many}\") is missing");
        return new OwnLine(number, picture, question, texts, Text(line, "split"), Text(line, "type"), Text(line, "id"));
    }

    private static string? Text(JsonElement line, string key)
    {
        if (!line.TryGetProperty(key, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new FormatException($"\"{key}\" is no text");
    }

    private static Dictionary<string, double> Scores(string key, JsonElement value)
    {
        var scores = new Dictionary<string, double>();
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                scores[value.GetString()!] = 1;
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String):
                foreach (var text in value.EnumerateArray())
                    scores[text.GetString()!] = 1;
                break;
            case JsonValueKind.Object
                when value
                    .EnumerateObject()
                    .All(p => p.Value.ValueKind == JsonValueKind.Number && p.Value.GetDouble() is > 0 and <= 1):
                foreach (var p in value.EnumerateObject())
                    scores[p.Name] = p.Value.GetDouble();
                break;
            default:
                throw new FormatException(
                    $"\"{key}\" is neither a text, a list of texts, nor texts with scores above 0 and up to 1"
                );
        }
        return scores.Count > 0 && scores.Keys.All(k => !string.IsNullOrWhiteSpace(k))
            ? scores
            : throw new FormatException($"\"{key}\" is empty");
    }
}
