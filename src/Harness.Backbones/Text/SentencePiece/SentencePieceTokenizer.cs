using System.Text;

namespace Harness.Backbones;

/// <summary>
/// SentencePiece with a unigram model (Kudo 2018), without any model's special tokens: what the library's own encode and decode do.
/// See <see cref="T5Tokenizer"/> for a model's conventions.
/// </summary>
public sealed class SentencePieceTokenizer
{
    private readonly SentencePieceNormaliser normaliser;
    private readonly UnigramSegmenter segmenter;

    public SentencePieceTokenizer(SentencePieceModel model)
    {
        Model = model;
        normaliser = new SentencePieceNormaliser(model);
        var normal = model.Pieces.Where(p => p.Type == PieceType.Normal).Select(p => p.Score).DefaultIfEmpty().ToList();
        var (worst, best) = (normal.Min(), normal.Max());
        var scores = new double[model.Pieces.Count];
        var findable = new List<(byte[] Utf8, int Id)>();
        for (var id = 0; id < scores.Length; id++)
        {
            var piece = model.Pieces[id];
            if (piece.Type is not (PieceType.Normal or PieceType.UserDefined)) continue;
            var utf8 = Encoding.UTF8.GetBytes(piece.Text);
            // A user's own piece is meant to win: it scores almost as if each of its bytes were the best piece.
            scores[id] = piece.Type == PieceType.UserDefined ? utf8.Length * best - 0.1 : piece.Score;
            findable.Add((utf8, id));
        }
        segmenter = new UnigramSegmenter(new PieceIndex(findable), scores, (float)(worst - UnigramSegmenter.UnknownPenalty), model.UnknownId, single: true);
    }

    public SentencePieceModel Model { get; }

    /// <summary>The text as the model's normaliser rewrites it.</summary>
    public string Normalise(string text) => normaliser.Normalise(text, out _).ToString();

    /// <summary>The pieces of <paramref name="text"/>; neighbouring unknown characters are one piece with their own text.</summary>
    public IReadOnlyList<TextToken> Encode(string text)
    {
        var normalised = normaliser.Normalise(text, out var end);
        var tokens = new List<TextToken>();
        int Place(int at) => at < normalised.Length ? normalised.Start(at) : end;
        foreach (var (from, to, id) in Model.Options.ByteFallback ? segmenter.Segment(normalised.Span) : segmenter.SegmentFused(normalised.Span))
        {
            var bytes = normalised.Span[from..to];
            if (id == Model.UnknownId && Model.Options.ByteFallback)
                tokens.AddRange(Bytes(bytes.ToArray(), Place(from), Place(to)));
            else
                tokens.Add(new TextToken(Encoding.UTF8.GetString(bytes), id, Place(from), Place(to)));
        }
        return tokens;
    }

    /// <summary>Text of <paramref name="ids"/>; unknown text becomes the model's mark for it, control pieces vanish.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id that the model lacks.</exception>
    public string Decode(IEnumerable<long> ids) => DecodePieces(ids.Select(id => id >= 0 && id < Model.Pieces.Count
        ? Model.Pieces[(int)id].Text
        : throw new ArgumentOutOfRangeException(nameof(ids), id, $"The model has pieces 0 to {Model.Pieces.Count - 1}.")));

    /// <summary>Text of pieces; what the model lacks stands for itself.</summary>
    public string DecodePieces(IEnumerable<string> pieces)
    {
        var options = Model.Options;
        var text = new StringBuilder();
        var bytes = new List<byte>();
        var (atStart, consumed) = (true, false);
        foreach (var piece in pieces)
        {
            var known = Model.TryGetId(piece, out var id);
            var type = known ? Model.Pieces[id].Type : PieceType.Unknown;
            if (type == PieceType.Byte && ByteFallback.Read(piece) is { } b)
            {
                bytes.Add(b);
                continue;
            }
            Flush(bytes, text);
            // A text begins with the space that encoding put there, and with any more if extra spaces go.
            if (consumed || text.Length > 0) atStart = false;
            consumed = false;
            if (type == PieceType.Control) continue;
            if (type == PieceType.Unknown)
            {
                text.Append(known ? options.UnknownSurface : piece);
                continue;
            }
            var first = atStart && (options.AddDummyPrefix || options.RemoveExtraSpaces) && piece[0] == '\u2581';
            consumed = first && !options.RemoveExtraSpaces;
            text.Append(piece, first ? 1 : 0, piece.Length - (first ? 1 : 0));
            text.Replace('\u2581', ' ', text.Length - piece.Length + (first ? 1 : 0), piece.Length - (first ? 1 : 0));
        }
        Flush(bytes, text);
        return text.ToString();
    }

    // The last byte carries the character's place in the text.
    private IEnumerable<TextToken> Bytes(byte[] bytes, int start, int end) => bytes.Select((b, i) =>
    {
        Model.TryGetId(ByteFallback.Spelling(b), out var id);
        return new TextToken(ByteFallback.Spelling(b), id, start, i + 1 < bytes.Length ? start : end);
    });

    private static void Flush(List<byte> bytes, StringBuilder text)
    {
        if (bytes.Count > 0) text.Append(Encoding.UTF8.GetString([.. bytes]));
        bytes.Clear();
    }
}
