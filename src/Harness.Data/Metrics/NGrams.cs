namespace Harness.Data.Metrics;

/// <summary>N-gram counts of a text that is split at white space, in order of first occurrence (the order in which the references sum).</summary>
internal sealed class NGrams
{
    private NGrams(int words, Dictionary<string, int>[] counts) => (Words, Counts) = (words, counts);

    public int Words { get; }

    /// <summary>Counts of the n-grams of n words at index n − 1.</summary>
    public Dictionary<string, int>[] Counts { get; }

    public static NGrams Of(string text, int most)
    {
        var words = PythonText.Split(text);
        var counts = new Dictionary<string, int>[most];
        for (var n = 1; n <= most; n++)
        {
            counts[n - 1] = [];
            for (var i = 0; i + n <= words.Count; i++)
            {
                var gram = string.Join(' ', words.Skip(i).Take(n));
                counts[n - 1][gram] = counts[n - 1].GetValueOrDefault(gram) + 1;
            }
        }
        return new NGrams(words.Count, counts);
    }
}
