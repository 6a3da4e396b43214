using System.Text;
using Harness.Data.Text;
using Microsoft.ML.Tokenizers;

namespace Harness.Parity.Text;

/// <summary>
/// Text to pieces and pieces to text as SentencePiece itself does it, without a model's conventions. Decoding is own, since
/// Microsoft.ML.Tokenizers lets unknown text vanish and decodes ids only.
/// </summary>
internal static class SentencePieceText
{
    private const string UnknownSurface = " \u2047 ";

    /// <summary>The pieces of <paramref name="text"/>; neighbouring unknown characters are one, with their own text.</summary>
    public static IReadOnlyList<string> Pieces(SentencePieceModel model, string text)
    {
        // The library sizes a buffer for the normalised text by the text; spaces at the end vanish again, and nothing grows more
        // than this.
        var roomy = Removes(model) ? text.PadRight(20 * text.Length) : text;
        var tokens = model.Library.EncodeToTokens(model.Kept(roomy), out _, false, false);
        var pieces = new List<string>();
        for (int i = 0, end; i < tokens.Count; i = end)
        {
            end = i + 1;
            while (tokens[i].Id == model.UnknownId && end < tokens.Count && tokens[end].Id == model.UnknownId)
                end++;
            pieces.Add(string.Concat(tokens.Skip(i).Take(end - i).Select(t => t.Value)));
        }
        return pieces;
    }

    /// <summary>Text of <paramref name="ids"/>; unknown text becomes SentencePiece's mark, control pieces vanish.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id that the model lacks.</exception>
    public static string Decode(SentencePieceModel model, IEnumerable<long> ids) =>
        DecodePieces(
            model,
            ids.Select(id =>
                id >= 0 && id < model.Pieces.Count
                    ? model.Pieces[(int)id].Text
                    : throw new ArgumentOutOfRangeException(
                        nameof(ids),
                        id,
                        $"The model has pieces 0 to {model.Pieces.Count - 1}."
                    )
            )
        );

    /// <summary>Text of pieces; what the model lacks stands for itself.</summary>
    public static string DecodePieces(SentencePieceModel model, IEnumerable<string> pieces)
    {
        var removes = Removes(model);
        var text = new StringBuilder();
        var (atStart, consumed) = (true, false);
        foreach (var piece in pieces)
        {
            var known = model.TryGetId(piece, out var id);
            var type = known ? model.Pieces[id].Type : PieceType.Unknown;
            // A text begins with the space that encoding put there, and with any more if extra spaces go.
            if (consumed || text.Length > 0)
                atStart = false;
            consumed = false;
            if (type == PieceType.Control)
                continue;
            if (type == PieceType.Unknown)
            {
                text.Append(known ? UnknownSurface : piece);
                continue;
            }
            var first = atStart && (model.Library.AddDummyPrefix || removes) && piece[0] == '\u2581';
            consumed = first && !removes;
            text.Append(piece[(first ? 1 : 0)..].Replace('\u2581', ' '));
        }
        return text.ToString();
    }

    private static bool Removes(SentencePieceModel model) =>
        model.Library.Normalizer is SentencePieceNormalizer { RemoveExtraWhiteSpaces: true };
}
