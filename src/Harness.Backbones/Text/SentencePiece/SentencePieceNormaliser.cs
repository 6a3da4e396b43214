using System.Text;

namespace Harness.Backbones;

/// <summary>
/// Rewrites text as a SentencePiece model wants it: replacements by the longest match of its table, spaces trimmed and collapsed where
/// the model says so, one space put before the text, spaces spelled U+2581.
/// </summary>
internal sealed class SentencePieceNormaliser
{
    private readonly ModelOptions options;
    private readonly CharsMap charsMap;
    private readonly PieceIndex kept;
    private readonly byte[] space;

    public SentencePieceNormaliser(SentencePieceModel model)
    {
        (options, charsMap) = (model.Options, model.CharsMap);
        kept = new PieceIndex(model.Pieces.Where(p => p.Type == PieceType.UserDefined).Select((p, i) => (Encoding.UTF8.GetBytes(p.Text), i)));
        space = Encoding.UTF8.GetBytes(options.EscapeSpaces ? "\u2581" : " ");
    }

    /// <summary>The text; each byte's origin is the stretch that it was made from.</summary>
    /// <param name="end">Where in the original what follows the last byte begins.</param>
    public TracedBytes Normalise(string text, out int end)
    {
        var source = TracedBytes.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(TracedRune.Read(text, 0, text.Length)));
        var result = new TracedBytes();
        var at = options.RemoveExtraSpaces ? SkipSpaces(source) : 0;
        int Place(int position) => position < source.Length ? source.Start(position) : text.Length;
        end = Place(at);
        if (at == source.Length) return result;
        if (options.AddDummyPrefix && !options.SpaceAsSuffix) result.Append(space, Place(at), Place(at));
        for (var afterSpace = options.RemoveExtraSpaces; at < source.Length;)
        {
            var length = Prefix(source.Span[at..], out var piece);
            while (afterSpace && piece.Length > 0 && piece[0] == ' ') piece = piece[1..];
            foreach (var b in piece)
                result.Append(b == ' ' ? space : [b], source.Start(at), source.End(at + length - 1));
            if (piece.Length > 0) afterSpace = piece[^1] == ' ';
            afterSpace &= options.RemoveExtraSpaces;
            at += length;
        }
        end = text.Length;
        while (options.RemoveExtraSpaces && result.Span.EndsWith(space))
        {
            end = result.Start(result.Length - space.Length);
            result.Shorten(result.Length - space.Length);
        }
        if (options.AddDummyPrefix && options.SpaceAsSuffix) result.Append(space, end, end);
        return result;
    }

    private int SkipSpaces(TracedBytes source)
    {
        var at = 0;
        while (at < source.Length)
        {
            var length = Prefix(source.Span[at..], out var piece);
            if (!piece.SequenceEqual(" "u8)) break;
            at += length;
        }
        return at;
    }

    // How many bytes the next step consumes, and what they become.
    private int Prefix(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> piece)
    {
        var length = Kept(text);
        if (length == 0 && charsMap.Longest(text, out piece) is > 0 and var matched) return matched;
        if (length == 0) Rune.DecodeFromUtf8(text, out _, out length);
        piece = text[..length];
        return length;
    }

    private int Kept(ReadOnlySpan<byte> text)
    {
        var (longest, walk) = (0, kept.Begin());
        for (var i = 0; i < text.Length && walk.Step(text[i], out var id); i++)
            if (id >= 0) longest = i + 1;
        return longest;
    }
}
