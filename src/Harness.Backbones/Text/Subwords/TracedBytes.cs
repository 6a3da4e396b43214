using System.Runtime.InteropServices;
using System.Text;

namespace Harness.Backbones;

/// <summary>Text in UTF-8 in which each byte knows the stretch of the original text that it came from.</summary>
internal sealed class TracedBytes
{
    private readonly List<byte> bytes = [];
    private readonly List<int> starts = [];
    private readonly List<int> ends = [];

    public int Length => bytes.Count;

    public ReadOnlySpan<byte> Span => CollectionsMarshal.AsSpan(bytes);

    public static TracedBytes Of(ReadOnlySpan<TracedRune> runes)
    {
        var text = new TracedBytes();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var r in runes) text.Append(utf8[..r.Rune.EncodeToUtf8(utf8)], r.Start, r.End);
        return text;
    }

    public void Append(ReadOnlySpan<byte> utf8, int start, int end)
    {
        bytes.AddRange(utf8);
        for (var i = 0; i < utf8.Length; i++)
        {
            starts.Add(start);
            ends.Add(end);
        }
    }

    public void Shorten(int length)
    {
        bytes.RemoveRange(length, bytes.Count - length);
        starts.RemoveRange(length, starts.Count - length);
        ends.RemoveRange(length, ends.Count - length);
    }

    public int Start(int at) => starts[at];

    public int End(int at) => ends[at];

    /// <summary>Where the bytes [from, to) come from; to &gt; from.</summary>
    public (int Start, int End) Origin(int from, int to)
    {
        var (start, end) = (starts[from], ends[from]);
        for (var i = from + 1; i < to; i++) (start, end) = (Math.Min(start, starts[i]), Math.Max(end, ends[i]));
        return (start, end);
    }

    public override string ToString() => Encoding.UTF8.GetString(Span);
}
