using Harness.Benchmarks;
using Harness.Paper.Figures;
using Harness.Runs;

namespace Harness.Cli;

/// <summary>Benchmarks as a page: the machine, every case, and the figure of how cost grows where that was measured.</summary>
internal static class BenchReport
{
    /// <param name="machine">What the rows were measured on, a line.</param>
    /// <returns>Lines about what was left out.</returns>
    public static IReadOnlyList<string> Write(string folder, string machine, IReadOnlyList<BenchmarkRow> rows)
    {
        Directory.CreateDirectory(folder);
        var grown = rows.Where(r => r.Points is not null).ToList();
        AtomicFile.WriteText(Path.Combine(folder, "report.md"), Page(machine, rows, grown.Count > 0));
        if (grown.Count == 0)
            return [];
        Figure[] figures = [Growth.build(grown.Select(r => Tuple.Create(r.Case, r.Median, r.Points!.AsEnumerable())))];
        Export.save(folder, figures);
        return [.. Export.savePictures(folder, Microsoft.FSharp.Collections.ListModule.OfSeq(figures))];
    }

    private static string Page(string machine, IReadOnlyList<BenchmarkRow> rows, bool figure) => $"""
        # Benchmarks

        Measured on {machine}. A speed-up is the baseline's time over the case's (at least the bar), a cost the case's time over the baseline's (at most
        the bar); both sides ran by turns in one process.

        | bench | case | ratio | bar | | median | p10 – p90 | baseline | sizes |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        {string.Join('\n', rows.Select(Line))}
        {(figure ? "\n## As the work grows\n\n![Time as the work grows](growth.svg)\n" : "")}
        """;

    private static string Line(BenchmarkRow r) => FormattableString.Invariant(
        $"| {r.Bench} | {r.Case} | {r.Ratio:0.00} | {(r.Side == BarSide.AtLeast ? "≥" : "≤")} {r.Bar:0.##} | {(r.Holds ? "holds" : "misses")} | {r.Median:0.####} {r.Unit} | {r.P10:0.####} – {r.P90:0.####} | {r.Baseline:0.####} | {r.Shapes} |");
}
