using System.Runtime.InteropServices;
using System.Text;

namespace Harness.Backbones;

/// <summary>
/// T5's tokenizer over a SentencePiece model. Conventions: after the model's pieces come <c>&lt;extra_id_{n−1}&gt;</c> …
/// <c>&lt;extra_id_0&gt;</c>, in VL-T5 then <c>&lt;vis_extra_id_{m−1}&gt;</c> … <c>&lt;vis_extra_id_0&gt;</c>; each text ends in <c>&lt;/s&gt;</c>. As in
/// the fast tokenizers the text is cut at white space first and each word is segmented by itself, in double precision and over all pieces.
/// </summary>
public sealed class T5Tokenizer : SubwordTokenizer
{
    private const char Space = '\u2581';

    private readonly SentencePieceModel model;
    private readonly UnigramSegmenter segmenter;
    private readonly string[] extras;
    private readonly Dictionary<string, int> extraIds;

    /// <param name="extraIds">Sentinels that mark gaps.</param>
    /// <param name="visExtraIds">Names of picture regions; 0 for a plain T5.</param>
    /// <exception cref="CheckpointException">The model lacks <c>&lt;pad&gt;</c>, <c>&lt;/s&gt;</c> or <c>&lt;unk&gt;</c>.</exception>
    public T5Tokenizer(SentencePieceModel model, int extraIds = 100, int visExtraIds = 0)
    {
        this.model = model;
        extras = [.. Numbered("extra_id", extraIds), .. Numbered("vis_extra_id", visExtraIds)];
        this.extraIds = extras.Select((token, i) => (token, i)).ToDictionary(t => t.token, t => model.Pieces.Count + t.i, StringComparer.Ordinal);
        segmenter = new UnigramSegmenter(
            new PieceIndex(model.Pieces.Select((p, id) => (Encoding.UTF8.GetBytes(p.Text), id))),
            [.. model.Pieces.Select(p => (double)p.Score)],
            model.Pieces.Min(p => p.Score) - UnigramSegmenter.UnknownPenalty,
            model.UnknownId,
            single: false);
        var (pad, end, unknown) = (Framed("<pad>"), Framed("</s>"), Framed("<unk>"));
        var specials = new[] { pad, end, unknown }.Select(t => new SpecialToken(t.Text, t.Id))
            .Concat(this.extraIds.Select(t => new SpecialToken(t.Key, t.Value)));
        Specialise(specials, new TokenFrame([], [end], [end]), pad.Id, end.Id, unknown.Id);
    }

    public override int VocabSize => model.Pieces.Count + extras.Length;

    public override bool TryGetId(string token, out int id) => extraIds.TryGetValue(token, out id) || model.TryGetId(token, out id);

    public override string? TokenOf(long id) =>
        id < 0 || id >= VocabSize ? null : id < model.Pieces.Count ? model.Pieces[(int)id].Text : extras[id - model.Pieces.Count];

    private protected override void TokenizePlain(string text, int start, int end, List<TextToken> tokens)
    {
        var runes = CollectionsMarshal.AsSpan(Spaced(text, start, end));
        foreach (var (from, to) in Words(runes))
        {
            var word = TracedBytes.Of(runes[from..to]);
            // A word of the text's own begins with the space that stands for the one before it.
            if (runes[from].Rune.Value != Space) word = Prefixed(word);
            foreach (var (first, last) in Cuts(word))
                Segment(word, first, last, tokens);
        }
    }

    // The first token's spaces are those that encoding put there.
    private protected override string Join(IReadOnlyList<string> tokens) => string.Concat(
        tokens.Select((t, i) => i == 0 ? t.Replace(Space.ToString(), "", StringComparison.Ordinal) : t.Replace(Space, ' ')));

    // Normalised text in which two or more U+0020 are one U+2581, and no white space ends it.
    private List<TracedRune> Spaced(string text, int start, int end)
    {
        var all = model.CharsMap.IsEmpty ? TracedRune.Read(text, start, end) : GraphemeNormaliser.Normalise(model.CharsMap, text, start, end);
        while (all.Count > 0 && Rune.IsWhiteSpace(all[^1].Rune)) all.RemoveAt(all.Count - 1);
        var result = new List<TracedRune>(all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            var run = i;
            while (run < all.Count && all[run].Rune.Value == ' ') run++;
            if (run - i > 1) result.Add(new TracedRune(new Rune(Space), all[i].Start, all[i = run - 1].End));
            else result.Add(all[i]);
        }
        return result;
    }

    private static List<(int From, int To)> Words(ReadOnlySpan<TracedRune> runes)
    {
        var words = new List<(int, int)>();
        for (var at = 0; at < runes.Length; at++)
        {
            var from = at;
            while (at < runes.Length && !Rune.IsWhiteSpace(runes[at].Rune)) at++;
            if (at > from) words.Add((from, at));
        }
        return words;
    }

    private static TracedBytes Prefixed(TracedBytes word)
    {
        var result = new TracedBytes();
        result.Append("\u2581"u8, word.Start(0), word.Start(0));
        for (var i = 0; i < word.Length; i++) result.Append(word.Span.Slice(i, 1), word.Start(i), word.End(i));
        return result;
    }

    // Before each U+2581.
    private static List<(int From, int To)> Cuts(TracedBytes word)
    {
        var cuts = new List<(int, int)>();
        for (var from = 0; from < word.Length;)
        {
            var next = word.Span[(from + 1)..].IndexOf("\u2581"u8);
            var to = next < 0 ? word.Length : from + 1 + next;
            cuts.Add((from, to));
            from = to;
        }
        return cuts;
    }

    private void Segment(TracedBytes word, int first, int last, List<TextToken> tokens)
    {
        foreach (var (from, to, id) in segmenter.SegmentFused(word.Span[first..last]))
        {
            var (start, end) = word.Origin(first + from, first + to);
            tokens.Add(new TextToken(model.Pieces[id].Text, id, start, end));
        }
    }

    private static IEnumerable<string> Numbered(string name, int count) => Enumerable.Range(0, count).Select(i => $"<{name}_{count - 1 - i}>");
}
