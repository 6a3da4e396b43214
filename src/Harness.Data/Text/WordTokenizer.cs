using System.Text.RegularExpressions;
using Harness.Data.Files;

namespace Harness.Data.Text;

/// <summary>
/// Splits lower-cased text into words, punctuation marks and the special tokens that stand in angle brackets.
/// A word that the vocabulary lacks becomes <c>&lt;unk&gt;</c>.
/// </summary>
public sealed partial class WordTokenizer(WordVocabulary vocabulary) : ITokenizer
{
    private const int UnknownId = 2;

    public WordVocabulary Vocabulary { get; } = vocabulary;

    public int VocabSize => Vocabulary.Tokens.Count;

    public int PadId => 0;

    public int EndId => 1;

    public int[] Encode(string text, int maxLength = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        var words = Split(text).Take(maxLength - 1).Select(w => Vocabulary.TryGetId(w, out var id) ? id : UnknownId);
        return [.. words, EndId];
    }

    public string Decode(IEnumerable<long> ids) =>
        string.Join(' ', ids.TakeWhile(id => id != EndId).Where(id => id != PadId).Select(id => Vocabulary.Tokens[(int)id]));

    /// <summary>The tokens of <paramref name="text"/> as strings, known or not.</summary>
    public static IEnumerable<string> Split(string text) => Token().Matches(text.ToLowerInvariant()).Select(m => m.Value);

    [GeneratedRegex(@"</?[a-z]+(?:_[a-z]+)*(?:_\d+)?>|[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]")]
    private static partial Regex Token();
}

/// <summary>
/// The words of a small model, in id order: <c>&lt;pad&gt;</c> 0, <c>&lt;/s&gt;</c> 1, <c>&lt;unk&gt;</c> 2, the words, then
/// <c>&lt;extra_id_{s−1}&gt;</c> … <c>&lt;extra_id_0&gt;</c>, then <c>&lt;vis_extra_id_{v−1}&gt;</c> … <c>&lt;vis_extra_id_0&gt;</c>. The last id of all
/// is thus region 0's, as in VL-T5, whose object order counts backwards from the end of the token table.
/// File: UTF-8 text, one token a line, line number = id.
/// </summary>
public sealed class WordVocabulary
{
    public const string Pad = "<pad>";
    public const string End = "</s>";
    public const string Unknown = "<unk>";

    private readonly Dictionary<string, int> ids;

    private WordVocabulary(string[] tokens, int sentinels, int regions)
    {
        (Tokens, Sentinels, Regions) = (tokens, sentinels, regions);
        ids = tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id, StringComparer.Ordinal);
    }

    /// <summary>Every token, in id order.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Number of <c>&lt;extra_id_i&gt;</c> tokens, which mark gaps in a text.</summary>
    public int Sentinels { get; }

    /// <summary>Number of <c>&lt;vis_extra_id_i&gt;</c> tokens, which name regions.</summary>
    public int Regions { get; }

    /// <summary>Id of <c>&lt;extra_id_i&gt;</c>.</summary>
    public int Sentinel(int i) => Numbered("sentinel", i, Sentinels, Tokens.Count - Regions);

    /// <summary>Id of <c>&lt;vis_extra_id_i&gt;</c>.</summary>
    public int Region(int i) => Numbered("region", i, Regions, Tokens.Count);

    public bool TryGetId(string token, out int id) => ids.TryGetValue(token, out id);

    /// <summary>A vocabulary of <paramref name="words"/> in the given order.</summary>
    /// <exception cref="ArgumentException">A word occurs twice, is empty, or holds a space.</exception>
    public static WordVocabulary Build(IEnumerable<string> words, int sentinels, int regions) =>
        Checked(
            "vocabulary",
            [Pad, End, Unknown, .. words, .. Numbers("extra_id", sentinels), .. Numbers("vis_extra_id", regions)],
            sentinels,
            regions
        );

    /// <exception cref="BadFileException">The file cannot be read or is not such a list.</exception>
    public static WordVocabulary Load(string path)
    {
        string[] tokens;
        try
        {
            tokens = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException($"{path}: the vocabulary cannot be read ({e.Message.ReplaceLineEndings(" ")}).", e);
        }
        var regions = tokens.Count(t => t.StartsWith("<vis_extra_id_", StringComparison.Ordinal));
        var sentinels = tokens.Count(t => t.StartsWith("<extra_id_", StringComparison.Ordinal));
        try
        {
            return Checked(path, tokens, sentinels, regions);
        }
        catch (ArgumentException e)
        {
            throw new BadFileException(e.Message, e);
        }
    }

    public void Save(string path) => AtomicFile.WriteLines(path, Tokens);

    private static WordVocabulary Checked(string source, string[] tokens, int sentinels, int regions)
    {
        string[] tail = [.. Numbers("extra_id", sentinels), .. Numbers("vis_extra_id", regions)];
        if (tokens.Length < 3 + tail.Length || !tokens.Take(3).SequenceEqual([Pad, End, Unknown]))
            throw new ArgumentException($"{source}: the first tokens must be {Pad}, {End}, {Unknown}.");
        if (!tokens.Skip(tokens.Length - tail.Length).SequenceEqual(tail))
            throw new ArgumentException(
                $"{source}: the numbered tokens must stand at the end, highest number first, <extra_id_…> before <vis_extra_id_…>."
            );
        foreach (var token in tokens)
        {
            if (token.Length == 0 || token.Any(char.IsWhiteSpace))
                throw new ArgumentException($"{source}: '{token}' is not a token; tokens are not empty and hold no white space.");
        }
        if (tokens.GroupBy(t => t).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{source}: the token '{twice.Key}' occurs twice.");
        return new WordVocabulary(tokens, sentinels, regions);
    }

    private static IEnumerable<string> Numbers(string name, int count) =>
        Enumerable.Range(0, count).Select(i => $"<{name}_{count - 1 - i}>");

    private static int Numbered(string what, int i, int count, int end) =>
        i >= 0 && i < count
            ? end - 1 - i
            : throw new ArgumentOutOfRangeException(nameof(i), i, $"The vocabulary has {count} {what} tokens.");
}
