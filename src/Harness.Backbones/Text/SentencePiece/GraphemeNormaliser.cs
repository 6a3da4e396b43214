using System.Globalization;
using System.Text;

namespace Harness.Backbones;

/// <summary>
/// A SentencePiece table as the fast tokenizers of Hugging Face apply it: whole grapheme clusters of up to five bytes are replaced by the
/// shortest match at their beginning, longer ones character by character. It differs from SentencePiece in rare combinations only.
/// </summary>
internal static class GraphemeNormaliser
{
    public static List<TracedRune> Normalise(CharsMap charsMap, string text, int start, int end)
    {
        var result = new List<TracedRune>(end - start);
        Span<byte> utf8 = stackalloc byte[8];
        while (start < end)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(start, end - start));
            var cluster = TracedRune.Read(text, start, start + length);
            if (cluster.Sum(r => r.Rune.Utf8SequenceLength) >= 6 || !TryReplace(charsMap, cluster, utf8, result))
            {
                foreach (var rune in cluster)
                    if (!TryReplace(charsMap, [rune], utf8, result)) result.Add(rune);
            }
            start += length;
        }
        return result;
    }

    private static bool TryReplace(CharsMap charsMap, List<TracedRune> part, Span<byte> utf8, List<TracedRune> result)
    {
        var length = 0;
        foreach (var r in part) length += r.Rune.EncodeToUtf8(utf8[length..]);
        if (charsMap.Shortest(utf8[..length], out var replacement) == 0) return false;
        while (!replacement.IsEmpty)
        {
            Rune.DecodeFromUtf8(replacement, out var rune, out var consumed);
            result.Add(new TracedRune(rune, part[0].Start, part[^1].End));
            replacement = replacement[consumed..];
        }
        return true;
    }
}
