using System.Globalization;

namespace Harness.Cli;

/// <summary>A value that a paper prints.</summary>
/// <param name="Unit"><c>million</c> or <c>percent</c>.</param>
/// <param name="Mark">How sure it is: <c>transcribed</c>, or <c>unverified</c> for a value that nobody here has read in the paper.</param>
internal sealed record PrintedCount(double Value, string Unit, string Mark);

/// <summary>Reads <c>paper/&lt;paper&gt;/reference/parameters.csv</c>.</summary>
internal static class PrintedCounts
{
    /// <summary>By backbone and row. A count in millions is preferred; where a table prints percentages only, these.</summary>
    public static IReadOnlyDictionary<(string Backbone, string Method), PrintedCount> Read(string paper)
    {
        // backbone,method,trainable,percent,printed_m,printed_percent,printed_mark,assumption; only the last column is quoted.
        var file = Path.Combine(Repository.Root, "paper", paper, "reference", "parameters.csv");
        var found = new Dictionary<(string, string), PrintedCount>();
        foreach (var cells in File.Exists(file) ? File.ReadLines(file).Skip(1).Select(line => line.Split(',', 8)) : [])
            if (cells[4].Length > 0 || cells[5].Length > 0)
                found[(cells[0], cells[1])] =
                    cells[4].Length > 0
                        ? new PrintedCount(double.Parse(cells[4], CultureInfo.InvariantCulture), "million", cells[6])
                        : new PrintedCount(double.Parse(cells[5], CultureInfo.InvariantCulture), "percent", cells[6]);
        return found;
    }
}
