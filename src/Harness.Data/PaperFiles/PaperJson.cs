using System.Text.Encodings.Web;
using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Data.PaperFiles;

/// <summary>Reads the papers' JSON files; a file of another form is one line that names it and the place in it.</summary>
internal static class PaperJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="expected">The form that was expected, in a few words with the keys.</param>
    /// <exception cref="BadFileException">The file is not of that form.</exception>
    public static T Read<T>(string path, string expected)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read<T>(stream, path, expected);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The same from a stream.</summary>
    /// <param name="path">What the message names.</param>
    /// <param name="spelling">Of keys; snake case by default.</param>
    public static T Read<T>(Stream stream, string path, string expected, JsonNamingPolicy? spelling = null) =>
        Explained(
            path,
            expected,
            () =>
                JsonSerializer.Deserialize<T>(
                    stream,
                    spelling is null ? Options : new JsonSerializerOptions(Options) { PropertyNamingPolicy = spelling }
                )
        );

    /// <summary>The same from a text.</summary>
    public static T Parse<T>(string json, string path, string expected) =>
        Explained(path, expected, () => JsonSerializer.Deserialize<T>(json, Options));

    /// <summary>Writes a list, whole or not at all.</summary>
    public static void Write<T>(string path, IEnumerable<T> values) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, values, Options));

    private static T Explained<T>(string path, string expected, Func<T?> read)
    {
        try
        {
            return read() ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new BadFileException(
                $"{path} is not of the expected form ({expected}): {e.Message.Split(" | ")[0].TrimEnd('.')}.",
                e
            );
        }
    }
}
