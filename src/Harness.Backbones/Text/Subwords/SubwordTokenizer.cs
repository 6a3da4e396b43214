namespace Harness.Backbones;

/// <summary>
/// A tokenizer of a published model. Special tokens written in a text are recognised first; the stretches between them are cut by
/// the model's own rules; a frame of special tokens goes around the result.
/// </summary>
public abstract class SubwordTokenizer : ITokenizer
{
    private SpecialTokens specials = new([]);
    private TokenFrame frame = TokenFrame.None;

    public abstract int VocabSize { get; }

    public int PadId { get; private set; }

    public int EndId { get; private set; }

    /// <summary>Id of the token that stands for what the vocabulary lacks.</summary>
    public int UnknownId { get; private set; }

    /// <summary>A token by its text, special ones included.</summary>
    public abstract bool TryGetId(string token, out int id);

    /// <summary>The token with this id, or null.</summary>
    public abstract string? TokenOf(long id);

    /// <summary>The text's own tokens, without a frame.</summary>
    public IReadOnlyList<TextToken> Tokenize(string text)
    {
        var tokens = new List<TextToken>();
        foreach (var (start, end, special) in specials.Split(text))
        {
            if (special is { } s) tokens.Add(new TextToken(s.Text, s.Id, start, end));
            else TokenizePlain(text, start, end, tokens);
        }
        return tokens;
    }

    /// <summary>A text or a pair with the frame around it.</summary>
    /// <param name="maxLength">Longest result, the frame included; of a pair the longer text gives way first.</param>
    /// <param name="padTo">Shorter results are padded at the end to this length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> leaves no room for the frame.</exception>
    public TokenizedText Prepare(string text, string? pair = null, int maxLength = int.MaxValue, int padTo = 0)
    {
        var budget = maxLength - frame.Count(pair is not null);
        if (budget < 0)
            throw new ArgumentOutOfRangeException(nameof(maxLength), maxLength, $"The special tokens alone take {frame.Count(pair is not null)} places.");
        var (first, second) = (Tokenize(text), pair is null ? [] : Tokenize(pair));
        var (n, m) = pair is null ? (Math.Min(first.Count, budget), 0) : LongestFirst.Lengths(first.Count, second.Count, budget);
        var tokens = new List<TextToken>(frame.Before);
        tokens.AddRange(first.Take(n));
        if (pair is not null) tokens.AddRange([.. frame.Between, .. second.Take(m)]);
        tokens.AddRange(frame.After);
        var used = tokens.Count;
        while (tokens.Count < padTo) tokens.Add(new TextToken(TokenOf(PadId)!, PadId, 0, 0));
        var special = new bool[tokens.Count];
        Array.Fill(special, true);
        Array.Fill(special, false, frame.Before.Count, n);
        if (pair is not null) Array.Fill(special, false, frame.Before.Count + n + frame.Between.Count, m);
        return new TokenizedText(tokens, special, used);
    }

    /// <summary>The text's ids and one end token, whatever the model's frame; see <see cref="Prepare"/> for the frame.</summary>
    public int[] Encode(string text, int maxLength = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        return [.. Tokenize(text).Take(maxLength - 1).Select(t => t.Id), EndId];
    }

    public string Decode(IEnumerable<long> ids) => Decode(ids.TakeWhile(id => id != EndId), skipSpecial: true);

    /// <summary>Text of <paramref name="ids"/>; an id that the vocabulary lacks (a model's table may be larger) stands for nothing.</summary>
    /// <param name="skipSpecial">Leaves special tokens out; otherwise they are spelled.</param>
    public string Decode(IEnumerable<long> ids, bool skipSpecial) => Join(
        [.. ids.Where(id => !skipSpecial || id > int.MaxValue || !specials.Contains((int)id)).Select(TokenOf).OfType<string>()]);

    /// <summary>Appends the tokens of text[start..end), which is not empty and holds no special token.</summary>
    private protected abstract void TokenizePlain(string text, int start, int end, List<TextToken> tokens);

    /// <summary>Tokens to text.</summary>
    private protected abstract string Join(IReadOnlyList<string> tokens);

    private protected void Specialise(IEnumerable<SpecialToken> tokens, TokenFrame around, int pad, int end, int unknown) =>
        (specials, frame, PadId, EndId, UnknownId) = (new SpecialTokens(tokens), around, pad, end, unknown);

    /// <summary>The token as part of a frame; it stands for no text.</summary>
    private protected TextToken Framed(string token) => TryGetId(token, out var id)
        ? new TextToken(token, id, 0, 0)
        : throw new CheckpointException($"the vocabulary has no token '{token}', which this kind of tokenizer needs.");
}
