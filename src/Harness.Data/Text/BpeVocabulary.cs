using System.Text;
using System.Text.Json;
using Harness.Data.Files;
using Microsoft.ML.Tokenizers;

namespace Harness.Data.Text;

/// <summary>
/// Tokens and merges of a byte-pair encoding, as published: <c>vocab.json</c> maps token → id, <c>merges.txt</c> lists the pairs in the
/// order in which they were learnt, after an optional first line <c>#version…</c>. Reading is own, since Microsoft.ML.Tokenizers
/// names neither file nor line of what is wrong.
/// </summary>
public sealed class BpeVocabulary
{
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> tokens = [];
    private readonly Dictionary<string, int> ranks = new(StringComparer.Ordinal);

    private BpeVocabulary(string path) => Path = path;

    /// <summary>Where the tokens came from.</summary>
    public string Path { get; }

    public int Count => ids.Count;

    public bool TryGetId(string token, out int id) => ids.TryGetValue(token, out id);

    public string? TokenOf(long id) => id is >= 0 and <= int.MaxValue ? tokens.GetValueOrDefault((int)id) : null;

    /// <summary>Cuts text into words and merges the bytes of each.</summary>
    /// <param name="unknown">Stands for a byte that the vocabulary lacks.</param>
    /// <param name="wordEnd">What a word's last symbol carries.</param>
    public BpeTokenizer Merger(PreTokenizer words, string unknown, string? wordEnd = null) =>
        BpeTokenizer.Create(
            new BpeOptions(ids)
            {
                Merges = ranks.OrderBy(r => r.Value).Select(r => r.Key),
                PreTokenizer = words,
                UnknownToken = unknown,
                EndOfWordSuffix = wordEnd,
                ByteLevel = true,
            }
        );

    /// <exception cref="BadFileException">A file cannot be read or does not hold what it should.</exception>
    public static BpeVocabulary Load(string vocabPath, string mergesPath) =>
        Parse(vocabPath, Bytes(vocabPath), mergesPath, Bytes(mergesPath));

    /// <summary>The same from files in memory; the paths serve messages.</summary>
    /// <exception cref="BadFileException">A file does not hold what it should.</exception>
    public static BpeVocabulary Parse(string vocabPath, byte[] vocab, string mergesPath, byte[] merges)
    {
        var vocabulary = new BpeVocabulary(vocabPath);
        vocabulary.ReadTokens(vocabPath, vocab);
        vocabulary.ReadMerges(mergesPath, merges);
        return vocabulary;
    }

    private void ReadTokens(string path, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (!entry.Value.TryGetInt32(out var id) || id < 0)
                    throw new BadFileException(
                        $"{path}: the id of '{entry.Name}' is {entry.Value}; ids are whole numbers from 0."
                    );
                if (!ids.TryAdd(entry.Name, id))
                    throw new BadFileException($"{path}: the token '{entry.Name}' occurs twice.");
                if (!tokens.TryAdd(id, entry.Name))
                    throw new BadFileException($"{path}: '{tokens[id]}' and '{entry.Name}' have the same id {id}.");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadFileException($"{path}: not a JSON object of tokens and ids ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }

    private void ReadMerges(string path, byte[] text)
    {
        using var lines = new StreamReader(new MemoryStream(text), Encoding.UTF8);
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal))
                continue;
            var pair = line.Split(' ');
            if (pair.Length != 2)
                throw new BadFileException($"{path}, line {number}: '{line}' is not two symbols with a space between them.");
            if (Unlisted([.. pair, pair[0] + pair[1]]) is { } missing)
                throw new BadFileException(
                    $"{path}, line {number}: the vocabulary has no '{missing}'; the two files do not belong together."
                );
            // A pair listed again keeps its later rank, as in the reference.
            ranks[line] = number;
        }
    }

    private string? Unlisted(string[] symbols) => symbols.FirstOrDefault(s => !ids.ContainsKey(s));

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{path}: cannot be read ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
    }
}
