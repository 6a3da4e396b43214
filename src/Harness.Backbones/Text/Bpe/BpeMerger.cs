namespace Harness.Backbones;

/// <summary>
/// Applies merges to the symbols of one word: always the earliest-learnt pair that is there, the leftmost of equals, until none is
/// left. The symbols form a chain and the candidates a queue, so that n symbols take n·log n steps.
/// </summary>
internal static class BpeMerger
{
    /// <param name="symbols">Ids of the word's symbols.</param>
    /// <returns>Tokens with the range [From, To) of symbols that each took in.</returns>
    public static List<(int Id, int From, int To)> Merge(BpeVocabulary vocabulary, int[] symbols)
    {
        var n = symbols.Length;
        var (ids, next, previous) = (symbols.ToArray(), new int[n], new int[n]);
        var queue = new PriorityQueue<(int At, int Whole), (int Rank, int At)>();
        void Consider(int at)
        {
            if (at >= 0 && next[at] < n && vocabulary.TryMerge(ids[at], ids[next[at]], out var merge))
                queue.Enqueue((at, merge.Whole), (merge.Rank, at));
        }
        for (var i = 0; i < n; i++) (next[i], previous[i]) = (i + 1, i - 1);
        for (var i = 0; i < n; i++) Consider(i);
        while (queue.TryDequeue(out var candidate, out _))
        {
            var at = candidate.At;
            // The pair may have gone since it was queued; a symbol that was taken in has id -1.
            if (ids[at] < 0 || next[at] >= n || !vocabulary.TryMerge(ids[at], ids[next[at]], out var merge) || merge.Whole != candidate.Whole) continue;
            var taken = next[at];
            ids[at] = merge.Whole;
            ids[taken] = -1;
            next[at] = next[taken];
            if (next[at] < n) previous[next[at]] = at;
            Consider(previous[at]);
            Consider(at);
        }
        var tokens = new List<(int, int, int)>();
        for (var i = 0; i < n; i = next[i]) tokens.Add((ids[i], i, next[i]));
        return tokens;
    }
}
