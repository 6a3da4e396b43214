using System.Text.Json;
using static TorchSharp.torch;

namespace Harness.Parity.Folders;

/// <summary>
/// A folder of reference vectors: <c>manifest.json</c> with <c>cases</c> (file, name, group, dtype, source, config), and one safetensors file a case.
/// </summary>
public static class GoldenFolder
{
    /// <exception cref="InvalidDataException">No manifest, or one that does not have this form; one line that says where and what.</exception>
    public static IReadOnlyList<GoldenCase> Cases(string folder)
    {
        var path = Path.Combine(folder, "manifest.json");
        if (!File.Exists(path))
            throw new InvalidDataException($"{folder}: no manifest.json there; a folder of reference vectors has one.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(c => Parse(folder, c.Clone()))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{path}: not a manifest of reference vectors ({e.Message.ReplaceLineEndings(" ")}).",
                e
            );
        }
    }

    private static GoldenCase Parse(string folder, JsonElement json) =>
        new(
            json.GetProperty("name").GetString() ?? "",
            json.GetProperty("group").GetString() ?? "",
            json.GetProperty("dtype").GetString() == "float64" ? ScalarType.Float64 : ScalarType.Float32,
            json.GetProperty("source").GetString() ?? "",
            new CaseOptions(json.TryGetProperty("config", out var config) ? config : default),
            Path.Combine(folder, Path.GetFileName(json.GetProperty("file").GetString() ?? "")),
            json.TryGetProperty("note", out var note) ? note.GetString() ?? "" : ""
        );
}
