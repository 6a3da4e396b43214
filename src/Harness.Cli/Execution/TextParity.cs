using System.Text.Json;
using Harness.Data;
using Harness.Data.Parity;

namespace Harness.Cli;

/// <summary>Reference values that are texts and numbers rather than tensors: one JSON file a subject.</summary>
internal static class TextParity
{
    private static readonly Dictionary<string, Func<JsonElement, IEnumerable<ParityResult>>> checks = new()
    {
        ["captions.json"] = CaptionParity.Check,
        ["python_shuffle.json"] = SamplingParity.Check,
        ["vqa_accuracy.json"] = VqaAccuracyParity.Check,
    };

    /// <summary>Every case of every file that is known here; one <c>unsupported</c> record for each other file with cases.</summary>
    /// <exception cref="UserErrorException">A file is not what its name says; exit code 2.</exception>
    public static IEnumerable<ParityResult> Run(string folder) =>
        Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).SelectMany(file => One(file, Path.GetFileName(file)));

    private static IReadOnlyList<ParityResult> One(string file, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            if (checks.TryGetValue(name, out var check))
                return [.. check(json.RootElement)];
            // Vocabularies and the list of files hold no cases.
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("conventions", out _) && name != "manifest.json"
                ? [new ParityResult(name, Path.GetFileNameWithoutExtension(name), "unsupported", 0, 0, 0, "nothing here compares this file.")]
                : [];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{file} is not a file of reference values: {e.Message}", UserErrorException.BadUsage, e);
        }
    }
}
