namespace Harness.Data.Metrics;

/// <summary>A judged sentence of NLVR2.</summary>
/// <param name="Identifier">For example <c>test1-0-1-0</c>: split, set, pair of pictures, sentence.</param>
public sealed record Nlvr2Item(string Identifier, bool Prediction, bool Label);

/// <summary>
/// NLVR2 accuracy, and consistency: the share of sentences for which every pair of pictures is judged rightly. Source: Suhr et al. 2019 (arXiv 1811.00491).
/// </summary>
public static class Nlvr2Accuracy
{
    public const string Version = "nlvr2-accuracy/1";

    private const int PairField = 2;

    /// <summary>Both in %.</summary>
    /// <exception cref="ArgumentException">No items, or an identifier of fewer than three fields.</exception>
    public static (double Accuracy, double Consistency) Evaluate(IReadOnlyList<Nlvr2Item> items)
    {
        if (items.Count == 0)
            throw new ArgumentException("NLVR2 accuracy needs at least one sentence.");
        var groups = items.GroupBy(i => Sentence(i.Identifier)).ToList();
        return (100 * items.Average(Right), 100 * groups.Average(g => g.Min(Right)));
    }

    private static double Right(Nlvr2Item item) => item.Prediction == item.Label ? 1 : 0;

    // The third field tells the pairs of pictures of one sentence apart.
    private static string Sentence(string identifier)
    {
        var fields = identifier.Split('-');
        if (fields.Length <= PairField)
            throw new ArgumentException($"'{identifier}' is no identifier of NLVR2; one reads like test1-0-1-0.");
        fields[PairField] = "";
        return string.Join('-', fields);
    }
}
