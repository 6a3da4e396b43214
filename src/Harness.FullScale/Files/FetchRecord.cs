using System.Text.Json;
using Harness.Data.Files;
using Harness.Runs;

namespace Harness.FullScale.Files;

/// <summary>What was brought or made, as <c>fetched.json</c> in its folder says it; a call that comes later trusts it as long as length and time stamp are the same.</summary>
/// <param name="From">Address, or what it was made from.</param>
/// <param name="Length">Bytes of a file, files of a folder.</param>
/// <param name="Digest">Published digest that was compared; null where the form alone was checked.</param>
internal sealed record FetchRecord(string From, long Length, long Stamp, string? Digest)
{
    private const string FileName = "fetched.json";

    public static FetchRecord Now(string path, string from, string? digest)
    {
        var (length, stamp) = Measure(path);
        return new FetchRecord(from, length, stamp, digest);
    }

    public bool Fits(string path) => Measure(path) == (Length, Stamp);

    public static Dictionary<string, FetchRecord> Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize<Dictionary<string, FetchRecord>>(File.ReadAllText(file), JsonText.Pretty) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Without it everything is checked anew.
            return [];
        }
    }

    public static void Write(string folder, IReadOnlyDictionary<string, FetchRecord> records) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(records, JsonText.Pretty) + "\n");

    private static (long, long) Measure(string path) =>
        Directory.Exists(path) ? (Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).LongCount(), 0)
        : new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc.Ticks)
        : (-1, 0);
}
