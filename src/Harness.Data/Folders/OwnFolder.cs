using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Harness.Data.Files;

namespace Harness.Data.Folders;

/// <summary>
/// A data set of one's own: a folder with pictures and either <c>questions.jsonl</c> or <c>captions.jsonl</c>, one JSON object a line. The README shows
/// the format; every problem of the file is found when it is opened.
/// </summary>
public static class OwnFolder
{
    public const string QuestionsFile = "questions.jsonl",
        CaptionsFile = "captions.jsonl";

    /// <summary>Of the pictures without a split, one in so many is for testing.</summary>
    private const int TestShare = 5;

    /// <summary>Whether a data set's name means a folder: it holds a slash, or is a folder's path.</summary>
    public static bool IsPath(string name) =>
        name.Contains('/') || name.Contains(Path.DirectorySeparatorChar) || name is "." or ".." || Directory.Exists(name);

    /// <exception cref="UserErrorException">The folder, its file or a picture is missing, or a line is not of the format; exit code 3.</exception>
    public static IDataset Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw Missing($"there is no folder {folder}");
        var (questions, captions) = (Path.Combine(folder, QuestionsFile), Path.Combine(folder, CaptionsFile));
        return (File.Exists(questions), File.Exists(captions)) switch
        {
            (true, false) => new OwnQuestions(folder, Lines(folder, questions)),
            (false, true) => new OwnCaptions(folder, Lines(folder, captions)),
            (true, true) => throw Missing($"{folder} holds both {QuestionsFile} and {CaptionsFile}; keep one of them"),
            _ => throw Missing($"{folder} holds neither {QuestionsFile} nor {CaptionsFile}"),
        };
    }

    /// <summary>SHA-256 over the file and every picture that it names.</summary>
    internal static string Digest(string folder, string file, IEnumerable<string> pictures)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in pictures.Order(StringComparer.Ordinal).Prepend(file))
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, path))));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static string NameOf(string folder) =>
        Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar));

    internal static DatasetNotes Notes(string folder) =>
        new(
            [$"a folder of your own, {NameOf(folder)}; its licence is yours to know"],
            [
                "As the folder's file says. Where no line names a split, the pictures whose names' SHA-256 begins with a multiple of five are for testing, at least one and not all.",
            ],
            ["The harness checks that files exist and can be read, not that answers are true."]
        );

    /// <summary>The lines by split; where no line names one, <c>train</c> and <c>test</c> by the picture's name, so that a picture is in one of them.</summary>
    internal static Dictionary<string, List<T>> BySplit<T>(IReadOnlyList<(OwnLine Line, T Item)> items)
    {
        var named = items.Any(i => i.Line.Split is not null);
        var testing = named ? [] : Testing([.. items.Select(i => i.Line.Picture).Distinct()]);
        return items
            .GroupBy(i =>
                named ? i.Line.Split ?? "train"
                : testing.Contains(i.Line.Picture) ? "test"
                : "train"
            )
            .OrderBy(g => g.Key == "train" ? "" : g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(i => i.Item).ToList());
    }

    // By the name alone, so that a picture stays where it is when others come; a folder so small that one side would be empty gives it one picture.
    private static HashSet<string> Testing(IReadOnlyList<string> pictures)
    {
        var byHash = pictures.OrderBy(Hash, StringComparer.Ordinal).ToList();
        HashSet<string> testing = [.. byHash.Where(p => Convert.FromHexString(Hash(p)[..2])[0] % TestShare == 0)];
        if (testing.Count == 0 && byHash.Count > 1)
            testing.Add(byHash[0]);
        if (testing.Count == byHash.Count)
            testing.Remove(byHash[^1]);
        return testing;

        static string Hash(string picture) => FileDigest.OfTexts(picture);
    }

    private static List<OwnLine> Lines(string folder, string file)
    {
        var (lines, problems) = (new List<OwnLine>(), new List<string>());
        foreach (var (text, i) in File.ReadLines(file).Select((t, i) => (t, i)).Where(l => !string.IsNullOrWhiteSpace(l.t)))
        {
            try
            {
                lines.Add(OwnLine.Parse(text, i + 1, folder, needsQuestion: Path.GetFileName(file) == QuestionsFile));
            }
            catch (Exception e) when (e is FormatException or JsonException)
            {
                problems.Add(
                    string.Create(CultureInfo.InvariantCulture, $"line {i + 1}: {e.Message.Split(" Path:")[0].TrimEnd('.')}")
                );
            }
        }
        if (problems.Count == 0 && lines.Count == 0)
            problems.Add("it has no lines");
        if (problems.Count > 0)
            throw new BadFileException(
                $"{file}: {string.Join("; ", problems.Take(3))}{(problems.Count > 3 ? $"; and {problems.Count - 3} more" : "")}."
            );
        return lines;
    }

    private static UserErrorException Missing(string what) =>
        new(
            $"{what}; a data set of your own is a folder with pictures and a file {QuestionsFile} (lines like {{\"picture\": \"cat.png\", \"question\": \"what is this?\", \"answer\": \"cat\"}}) or {CaptionsFile} ({{\"picture\": \"cat.png\", \"caption\": \"A cat.\"}}).",
            UserErrorException.Missing
        );
}
