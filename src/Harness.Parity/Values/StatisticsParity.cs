using System.Text.Json;
using Harness.Paper.Statistics;

namespace Harness.Parity.Values;

/// <summary>Compares summaries, tests and intervals with reference values of scipy, numpy and statsmodels.</summary>
public static class StatisticsParity
{
    // Quantiles of t and of the normal distribution are the least exact of what is compared.
    private const double Tolerance = 1e-9;

    private const double ExactTolerance = 1e-12;

    /// <summary>Such a file: paired scores, or tests on counts or p-values.</summary>
    public static ValueChecker Checker { get; } =
        new(
            file =>
                ValueChecker.FirstHas(file, "data_sets", "sign_flip")
                || ValueChecker.FirstHas(file, "mcnemar", "only_first_right")
                || ValueChecker.FirstHas(file, "holm", "adjusted"),
            (file, _) =>
                [
                    .. file.Section("data_sets").Select(c => DataSet(c.Number, c.Case)),
                    .. file.Section("mcnemar").Select(c => McNemarTable(c.Number, c.Case)),
                    .. file.Section("holm").Select(c => HolmList(c.Number, c.Case)),
                ]
        );

    private static ParityRecord DataSet(int number, JsonElement set)
    {
        var comparison = new Comparison($"{number} {set.GetProperty("name")}", "stats", Tolerance);
        var (a, b) = (set.Numbers("a"), set.Numbers("b"));
        OneSample(comparison, set, a);
        Difference(comparison, set, a, b);
        Resampled(comparison, set.GetProperty("bootstrap"), a);
        return comparison.Result();
    }

    private static void OneSample(Comparison comparison, JsonElement set, double[] a)
    {
        var s = SummaryModule.ofValues(a);
        comparison.NearOrNaN("mean", set.Number("mean"), s.Mean);
        comparison.NearOrNaN("std", set.Number("std"), s.Std);
        comparison.NearOrNaN("sem", set.Number("sem"), s.Std / Math.Sqrt(s.N));
        Ends(comparison, "t95", set, s.T95);
        comparison.NearOrNaN("median", set.Number("median"), s.Median);
        comparison.NearOrNaN("iqm", set.Number("iqm"), s.Iqm);
    }

    private static void Difference(Comparison comparison, JsonElement set, double[] a, double[] b)
    {
        var expected = set.GetProperty("difference");
        double[] differences = [.. a.Zip(b, (x, y) => (double)((decimal)x - (decimal)y))];
        var s = SummaryModule.ofValues(differences);
        var (t, p) = PairedT.test(differences);
        comparison.NearOrNaN("difference.mean", expected.Number("mean"), s.Mean);
        comparison.NearOrNaN("difference.std", expected.Number("std"), s.Std);
        Ends(comparison, "t95", expected, s.T95);
        comparison.NearOrNaN("paired_t", expected.Number("paired_t"), t);
        comparison.NearOrNaN("paired_t_p", expected.Number("paired_t_p"), p);
        expected = set.GetProperty("sign_flip");
        var flip = SignFlip.paired(a.Zip(b, Tuple.Create));
        comparison
            .Same("hits", expected.Number("hits"), (double)flip.Hits)
            .Same("total", expected.Number("total"), (double)flip.Total);
        comparison.NearOrNaN("sign_flip.p", expected.Number("p"), flip.P);
        comparison.NearOrNaN("smallest_reachable_p", expected.Number("smallest_reachable_p"), flip.SmallestReachable);
    }

    private static void Resampled(Comparison comparison, JsonElement expected, double[] a)
    {
        int[][] resamples = [.. expected.GetProperty("indices").EnumerateArray().Select(e => Draws(e.GetString()!))];
        var first = expected.Numbers("first_means");
        comparison.AllNear("first_means", first, Bootstrap.means(a, resamples[..first.Length]));
        Ends(comparison, "percentile95", expected, Bootstrap.percentile(0.95, a, resamples));
        Ends(comparison, "bca95", expected, Bootstrap.bca(0.95, a, resamples));
    }

    // One character a draw: 0-9, then a, b, …
    private static int[] Draws(string text) => [.. text.Select(c => c >= 'a' ? 10 + c - 'a' : c - '0')];

    private static void Ends(Comparison comparison, string what, JsonElement expected, Interval interval) =>
        comparison.AllNear(what, expected.Numbers(what), [interval.Low, interval.High]);

    private static ParityRecord McNemarTable(int number, JsonElement c)
    {
        var p = McNemar.exact(c.GetProperty("only_first_right").GetInt32(), c.GetProperty("only_second_right").GetInt32());
        return new Comparison($"{number}", "mcnemar", ExactTolerance).NearRelative("p", c.Number("p"), p).Result();
    }

    private static ParityRecord HolmList(int number, JsonElement c)
    {
        var comparison = new Comparison($"{number}", "holm", ExactTolerance);
        var adjusted = Holm.adjust(c.Numbers("p"));
        comparison.AllNear("adjusted", c.Numbers("adjusted"), adjusted);
        if (c.TryGetProperty("rejected_at_0.05", out var rejected))
            comparison.SameList(
                "rejected",
                rejected.EnumerateArray().Select(e => e.GetBoolean()),
                adjusted.Select(p => p <= 0.05)
            );
        return comparison.Result();
    }
}
