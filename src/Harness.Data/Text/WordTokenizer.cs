using System.Text.RegularExpressions;

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
