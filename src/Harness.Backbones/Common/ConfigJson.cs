using System.Text.Json;

namespace Harness.Backbones;

/// <summary>Reads a published <c>config.json</c>: keys in snake case, unknown keys ignored, absent ones at their default.</summary>
internal static class ConfigJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="ArgumentException">Not JSON, or a value has the wrong type; one line.</exception>
    public static T Read<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)
                ?? throw new ArgumentException($"{typeof(T).Name}: the configuration is null.");
        }
        catch (JsonException e)
        {
            throw new ArgumentException(
                $"{typeof(T).Name}: the configuration cannot be read at {e.Path ?? "the start"} ({e.Message.ReplaceLineEndings(" ")})",
                e
            );
        }
    }
}
