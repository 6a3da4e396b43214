using System.Text;
using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Adapters.Saving;

/// <summary>The text files beside saved tensors.</summary>
internal static class SavedText
{
    /// <summary>Appears whole or not at all.</summary>
    public static void Write(string path, string text)
    {
        try
        {
            AtomicFile.Replace(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be written ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    public static JsonDocument Json(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException($"{path}: cannot be read ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    /// <summary>An option's value as the option binder takes it: text, list of texts, or null.</summary>
    public static object? Value(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => value.EnumerateArray().Select(v => v.GetString() ?? "").ToList(),
            _ => value.GetRawText(),
        };
}
