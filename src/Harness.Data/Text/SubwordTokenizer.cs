using System.Text;
using Harness.Data.Files;

namespace Harness.Data.Text;

/// <summary>
/// A tokenizer of a published model. Special tokens written in a text are recognised first, the stretches between them are cut by
/// the model's own rules. Own, since special tokens of Microsoft.ML.Tokenizers swallow no space and do not go before others by
/// length.
/// </summary>
/// <param name="source">The vocabulary's file, for messages.</param>
public abstract class SubwordTokenizer(string source) : ITokenizer
{
    private SpecialTokens specials = new([]);

    public abstract int VocabSize { get; }

    public int PadId { get; private set; }

    public int EndId { get; private set; }

    /// <summary>A token by its text, special ones included.</summary>
    public abstract bool TryGetId(string token, out int id);

    /// <summary>The token with this id, or null.</summary>
    public abstract string? TokenOf(long id);

    /// <summary>Ids of the text's own tokens, without an end; half a surrogate pair reads as U+FFFD.</summary>
    public IReadOnlyList<int> Tokenize(string text)
    {
        var ids = new List<int>();
        var sound = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        foreach (var (start, end, special) in specials.Split(sound))
        {
            if (special is { } s)
                ids.Add(s.Id);
            else
                ids.AddRange(TokenizePlain(sound[start..end]));
        }
        return ids;
    }

    /// <summary>The text's ids and one end token, whatever else the published tokenizer puts around a text.</summary>
    public int[] Encode(string text, int maxLength = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        return [.. Tokenize(text).Take(maxLength - 1), EndId];
    }

    public string Decode(IEnumerable<long> ids) => Decode(ids.TakeWhile(id => id != EndId), skipSpecial: true);

    /// <summary>Text of <paramref name="ids"/>; an id that the vocabulary lacks (a model's table may be larger) stands for nothing.</summary>
    /// <param name="skipSpecial">Leaves special tokens out; otherwise they are spelled.</param>
    public string Decode(IEnumerable<long> ids, bool skipSpecial) =>
        Join([
            .. ids.Where(id => !skipSpecial || id > int.MaxValue || !specials.Contains((int)id)).Select(TokenOf).OfType<string>(),
        ]);

    /// <summary>Ids of a text that is not empty and holds no special token.</summary>
    protected abstract IEnumerable<int> TokenizePlain(string text);

    /// <summary>Tokens to text.</summary>
    protected abstract string Join(IReadOnlyList<string> tokens);

    protected void Specialise(IEnumerable<SpecialToken> tokens, string pad, string end) =>
        (specials, PadId, EndId) = (new SpecialTokens(tokens), Special(pad).Id, Special(end).Id);

    /// <summary>A token that this kind of tokenizer needs.</summary>
    /// <exception cref="BadFileException">The vocabulary lacks it.</exception>
    protected SpecialToken Special(string token) =>
        TryGetId(token, out var id)
            ? new SpecialToken(token, id)
            : throw new BadFileException($"{source}: the vocabulary has no token '{token}', which this kind of tokenizer needs.");
}
