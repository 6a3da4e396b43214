using System.Text.Json;

namespace Harness.Parity.Values;

/// <summary>Numbers of reference cases; null stands for NaN.</summary>
internal static class ReferenceNumbers
{
    public static double Number(this JsonElement e) => e.ValueKind == JsonValueKind.Null ? double.NaN : e.GetDouble();

    public static double Number(this JsonElement e, string name) => e.GetProperty(name).Number();

    public static double[] Numbers(this JsonElement e, string name) => Numbers(e.GetProperty(name));

    public static double[][] Rows(this JsonElement e, string name) => [.. e.GetProperty(name).EnumerateArray().Select(Numbers)];

    /// <summary>Cases of a section with their place; none where the file lacks it.</summary>
    public static IEnumerable<(int Number, JsonElement Case)> Section(this JsonElement file, string name) =>
        file.TryGetProperty(name, out var cases) ? cases.EnumerateArray().Index() : [];

    /// <summary>NaN equals NaN and nothing else.</summary>
    public static void NearOrNaN(this Comparison comparison, string what, double expected, double actual) =>
        _ =
            double.IsNaN(expected) || double.IsNaN(actual)
                ? comparison.Same(what, expected, actual)
                : comparison.Near(what, expected, actual);

    public static void AllNear(this Comparison comparison, string what, double[] expected, double[] actual)
    {
        comparison.Same($"{what} length", expected.Length, actual.Length);
        foreach (var (i, (e, a)) in expected.Zip(actual).Index())
            comparison.NearOrNaN($"{what}[{i}]", e, a);
    }

    private static double[] Numbers(JsonElement e) => [.. e.EnumerateArray().Select(Number)];
}
