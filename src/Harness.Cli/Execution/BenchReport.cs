using Harness.Benchmarks;
using Harness.Data.Files;
using Harness.Paper.Figures;
using Harness.Runs;
using Microsoft.FSharp.Core;

namespace Harness.Cli;

/// <summary>Benchmarks as a page: the machine, every case, how cost grows, and what the machine allows.</summary>
internal static class BenchReport
{
    /// <param name="measured">Rows of now; benches that the folder holds from before and that are not among them stay.</param>
    /// <param name="names">Every bench, in order.</param>
    /// <returns>Lines about what was left out.</returns>
    public static IReadOnlyList<string> Write(string folder, MeasuredRows measured, IReadOnlyList<string> names)
    {
        Directory.CreateDirectory(folder);
        var all = measured.Into(folder, names);
        var grown = all.SelectMany(m => m.Rows).Where(r => r.Points is not null).ToList();
        var limited = all.SelectMany(m => m.Rows.Where(r => r.Work is not null).Select(r => (m, r))).ToList();
        List<Figure> figures = [];
        if (grown.Count > 0)
            figures.Add(
                Growth.build(grown.Select(r => Tuple.Create(r.Case, r.Median, r.Points!.Select(p => (p.Size, p.Seconds)))))
            );
        if (limited.Count > 0)
            figures.Add(
                Roofline.build(
                    all.Max(m => m.Gflops),
                    all.Max(m => m.Gigabytes),
                    limited.Select(l => (Name(l.r), l.r.Work!.Flops, l.r.Work.Bytes, l.r.Median))
                )
            );
        AtomicFile.WriteText(
            Path.Combine(folder, "report.md"),
            Page(all, grown.Count > 0, [.. limited.Select(l => Limit(l.m, l.r))])
        );
        Export.save(folder, figures);
        return figures.Count == 0
            ? []
            : [.. Export.withBrowser(FuncConvert.FromAction<Browser>(browser => Export.drawPictures(folder, figures, browser)))];
    }

    private static string Page(IReadOnlyList<MeasuredRows> all, bool growth, IReadOnlyList<string> limits) =>
        $"""
        # Benchmarks

        Measured on {string.Join("; ", all.Select(m => m.Machine).Distinct())}. A speed-up is the baseline's time over the case's (at least the bar), a cost
        the case's time over the baseline's (at most the bar); both sides ran by turns in one process. A 1024³ product ran, just before each bench, at
        {string.Join(", ", all.Select(m => FormattableString.Invariant($"{m.Rows[0].Bench} {m.Gflops:0}")))} GFLOP/s: where that is low, the machine was busy.

        | bench | case | ratio | bar | | median | p10 – p90 | baseline | sizes |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        {string.Join('\n', all.SelectMany(m => m.Rows).Select(Line))}
        {(growth ? "\n## As the work grows\n\n![Time as the work grows](growth.svg)\n" : "")}{(limits.Count > 0 ? $"""

        ## What the machine allows

        The least that a case must compute and move, and the time which that takes at the rates of a 1024³ product and of copying 4 MB, measured with it.

        {string.Join('\n', limits)}

        ![Roofline](roofline.svg)

        """ : "")}
        """;

    private static string Line(BenchmarkRow r) =>
        FormattableString.Invariant(
            $"| {r.Bench} | {r.Case} | {r.Ratio:0.00} | {(r.Bar is { } bar ? FormattableString.Invariant($"{(r.Side == BarSide.AtLeast ? "≥" : "≤")} {bar:0.##}") : "")} | {(r.Bar is null ? "" : r.Holds ? "holds" : "misses")} | {r.Median:0.####} {r.Unit} | {r.P10:0.####} – {r.P90:0.####} | {r.Baseline:0.####} | {r.Shapes} |"
        );

    private static string Limit(MeasuredRows m, BenchmarkRow r)
    {
        var least = r.Work!.AtLeast(m.Gflops * 1e9, m.Gigabytes * 1e9);
        return FormattableString.Invariant(
            $"* {Name(r)}: {r.Work.Flops / 1e9:0.###} GFLOP at {m.Gflops:0} GFLOP/s, {r.Work.Bytes / 1e6:0.#} MB at {m.Gigabytes:0} GB/s: at least {least * 1e3:0.##} ms; measured {r.Median * 1e3:0.##} ms ({least / r.Median * 100:0} % of what is possible), the baseline {r.Baseline * 1e3:0.##} ms."
        );
    }

    private static string Name(BenchmarkRow r) => $"{r.Bench}, {r.Case}";
}
