using System.Text.Json;

namespace Harness.Parity.Values;

/// <summary>Compares one kind of reference file. The kind is told by what a file holds, never by its name.</summary>
/// <param name="Recognises">Whether a file (an object with <c>source</c> and <c>conventions</c>) is of this kind.</param>
/// <param name="Check">One result a case; the second argument is the folder of the files that it names.</param>
public sealed record ValueChecker(Func<JsonElement, bool> Recognises, Func<JsonElement, string, IEnumerable<ParityRecord>> Check)
{
    /// <summary>Whether the file has a list <paramref name="section"/> whose first case has a field <paramref name="field"/>.</summary>
    public static bool FirstHas(JsonElement file, string section, string field) =>
        file.TryGetProperty(section, out var cases)
        && cases.ValueKind == JsonValueKind.Array
        && cases.GetArrayLength() > 0
        && cases[0].ValueKind == JsonValueKind.Object
        && cases[0].TryGetProperty(field, out _);
}
