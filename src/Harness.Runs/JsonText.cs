using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harness.Runs;

/// <summary>How this project writes JSON: snake case, readable characters, no nulls left out.</summary>
public static class JsonText
{
    /// <summary>One value a line, for <c>.jsonl</c> files and pipes.</summary>
    public static JsonSerializerOptions Line { get; } = Options(indented: false);

    /// <summary>For files and reports that people read.</summary>
    public static JsonSerializerOptions Pretty { get; } = Options(indented: true);

    private static JsonSerializerOptions Options(bool indented) =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
}
