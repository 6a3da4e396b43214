namespace Harness.Backbones;

/// <summary>
/// Finds all pieces that a text begins with, shortest first: the pieces sorted as bytes, narrowed byte by byte. Takes no more memory
/// than the pieces themselves, whatever they are.
/// </summary>
internal sealed class PieceIndex
{
    private readonly byte[][] keys;
    private readonly int[] ids;

    /// <param name="pieces">Distinct, not empty.</param>
    public PieceIndex(IEnumerable<(byte[] Utf8, int Id)> pieces)
    {
        var sorted = pieces.ToArray();
        Array.Sort(sorted, (a, b) => a.Utf8.AsSpan().SequenceCompareTo(b.Utf8));
        (keys, ids) = ([.. sorted.Select(p => p.Utf8)], [.. sorted.Select(p => p.Id)]);
    }

    public Walk Begin() => new(this);

    /// <summary>The pieces that begin with the bytes stepped over so far.</summary>
    public struct Walk
    {
        private readonly PieceIndex index;
        private int low, high, depth;

        internal Walk(PieceIndex index) => (this.index, high) = (index, index.keys.Length);

        /// <summary>Takes one more byte. False when no piece goes on like that; else <paramref name="id"/> is the piece that ends here, or −1.</summary>
        public bool Step(byte next, out int id)
        {
            (low, high) = (Bound(next), Bound(next + 1));
            depth++;
            id = low < high && index.keys[low].Length == depth ? index.ids[low] : -1;
            return low < high;
        }

        // The first of the pieces left whose next byte is at least this; one that ends here has none and sorts first.
        private readonly int Bound(int value)
        {
            var (a, b) = (low, high);
            while (a < b)
            {
                var middle = (a + b) / 2;
                var key = index.keys[middle];
                if (key.Length > depth && key[depth] >= value) b = middle;
                else a = middle + 1;
            }
            return a;
        }
    }
}
