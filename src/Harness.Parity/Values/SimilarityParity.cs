using System.Text.Json;
using Harness.Paper.Statistics;
using MathNet.Numerics.Statistics;

namespace Harness.Parity.Values;

/// <summary>Compares similarity matrices and their correlations with reference values of numpy and scipy.</summary>
public static class SimilarityParity
{
    /// <summary>Such a file: pairs of representations with their similarities.</summary>
    public static ValueChecker Checker { get; } =
        new(
            file => ValueChecker.FirstHas(file, "cases", "cosine_x"),
            (file, _) => file.Section("cases").Select(c => Check(c.Number, c.Case))
        );

    private static ParityRecord Check(int number, JsonElement c)
    {
        var comparison = new Comparison($"{number} {c.GetProperty("name")}", "rsa", 1e-12);
        var (x, y) = (c.Rows("x"), c.Rows("y"));
        var (cx, cy) = (Similarity.cosine(x), Similarity.cosine(y));
        comparison.AllNear("cosine_x", [.. c.Rows("cosine_x").SelectMany(r => r)], Similarity.entries(cx));
        comparison.AllNear("cosine_y", [.. c.Rows("cosine_y").SelectMany(r => r)], Similarity.entries(cy));
        foreach (
            var (what, actual) in new[]
            {
                ("pearson_strict_upper", Similarity.rsa(Triangle.Strict, x, y)),
                ("pearson_upper_with_diagonal", Similarity.rsa(Triangle.WithDiagonal, x, y)),
                ("pearson_full_matrix", Correlation.Pearson(Similarity.entries(cx), Similarity.entries(cy))),
                (
                    "spearman_strict_upper",
                    Correlation.Spearman(Similarity.upper(Triangle.Strict, cx), Similarity.upper(Triangle.Strict, cy))
                ),
            }
        )
            comparison.NearOrNaN(what, c.Number(what), actual);
        return comparison.Result();
    }
}
