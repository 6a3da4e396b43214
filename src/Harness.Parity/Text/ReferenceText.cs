using System.Security.Cryptography;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Parity.Values;

namespace Harness.Parity.Text;

/// <summary>Fields of reference cases, and the files beside them.</summary>
internal static class ReferenceText
{
    public static string Text(this JsonElement e, string name) => e.GetProperty(name).GetString()!;

    public static string? OptionalText(this JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static int? OptionalInt(this JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    public static List<string> Texts(this JsonElement e, string name) =>
        [.. e.GetProperty(name).EnumerateArray().Select(x => x.GetString()!)];

    public static List<int> Ints(this JsonElement e, string name) =>
        [.. e.GetProperty(name).EnumerateArray().Select(x => x.GetInt32())];

    public static List<long> Longs(this JsonElement e, string name) =>
        [.. e.GetProperty(name).EnumerateArray().Select(x => x.GetInt64())];

    /// <summary>The cases of a section, numbered; none where the file lacks it.</summary>
    public static IEnumerable<(int Number, JsonElement Case)> Section(this JsonElement file, string name) =>
        file.TryGetProperty(name, out var cases) ? cases.EnumerateArray().Select((c, i) => (i, c)) : [];

    /// <summary>Compares the fields that a case has; a field that it lacks is not asked for.</summary>
    public static Comparison IfText(this Comparison comparison, JsonElement e, string name, Func<string> actual) =>
        e.TryGetProperty(name, out var expected) ? comparison.Same(name, expected.GetString(), actual()) : comparison;

    /// <inheritdoc cref="IfText"/>
    public static Comparison IfTexts(this Comparison comparison, JsonElement e, string name, Func<IEnumerable<string>> actual) =>
        e.TryGetProperty(name, out _) ? comparison.SameList(name, e.Texts(name), actual()) : comparison;

    /// <inheritdoc cref="IfText"/>
    public static Comparison IfInts(this Comparison comparison, JsonElement e, string name, Func<IEnumerable<int>> actual) =>
        e.TryGetProperty(name, out _) ? comparison.SameList(name, e.Ints(name), actual()) : comparison;

    /// <summary>A file that the reference names, whole.</summary>
    /// <exception cref="UserErrorException">It is missing, or its SHA-256 is another.</exception>
    public static byte[] File(string folder, string name, string sha256)
    {
        var path = Path.Combine(folder, Path.GetFileName(name));
        if (!System.IO.File.Exists(path))
            throw new UserErrorException(
                $"{path} is missing; the reference values were computed with it.",
                UserErrorException.Missing
            );
        var bytes = System.IO.File.ReadAllBytes(path);
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return found == sha256
            ? bytes
            : throw new UserErrorException(
                $"{path} has SHA-256 {found}, the reference values belong to {sha256}.",
                UserErrorException.Missing
            );
    }

    /// <summary>The named file among <c>files</c> (name → SHA-256) whose name holds all of <paramref name="parts"/>; null for none.</summary>
    public static (string Name, string Sha256)? Named(this JsonElement file, params string[] parts)
    {
        foreach (var entry in file.GetProperty("files").EnumerateObject())
            if (parts.All(p => entry.Name.Contains(p, StringComparison.Ordinal)))
                return (entry.Name, entry.Value.GetString()!);
        return null;
    }
}
