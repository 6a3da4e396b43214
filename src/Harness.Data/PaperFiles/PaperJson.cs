using System.Text.Json;

namespace Harness.Data.PaperFiles;

/// <summary>Reads the papers' JSON files; a file of another form is one line that names it and the place in it.</summary>
internal static class PaperJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <param name="expected">The form that was expected, in a few words with the keys.</param>
    /// <exception cref="BadFileException">The file is not of that form.</exception>
    public static T Read<T>(string path, string expected)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new BadFileException(
                $"{path} is not of the expected form ({expected}): {e.Message.Split(" | ")[0].TrimEnd('.')}.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
