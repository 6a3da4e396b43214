using System.Text.Json;
using Harness.Data.Files;
using Harness.Runs;

namespace Harness.Benchmarks;

/// <summary>Benchmarks as a page: the machine, every case, how cost grows, and what the machine allows.</summary>
/// <param name="Rows">One entry a bench.</param>
public sealed record BenchReport(IReadOnlyList<MeasuredRows> Rows)
{
    /// <summary>Rows that have a curve: time over size.</summary>
    public IReadOnlyList<BenchmarkRow> Grown => [.. Rows.SelectMany(m => m.Rows).Where(r => r.Points is not null)];

    /// <summary>Rows of which it is known what they must compute and move.</summary>
    public IReadOnlyList<(MeasuredRows Machine, BenchmarkRow Row)> Limited =>
        [.. Rows.SelectMany(m => m.Rows.Where(r => r.Work is not null).Select(r => (m, r)))];

    /// <summary>Writes the page without its figures.</summary>
    /// <param name="measured">Rows of now; benches that the folder holds from before and that are not among them stay.</param>
    /// <param name="names">Every bench, in order.</param>
    public static BenchReport Write(string folder, MeasuredRows measured, IReadOnlyList<string> names)
    {
        Directory.CreateDirectory(folder);
        var report = new BenchReport(measured.Into(folder, names));
        AtomicFile.WriteText(
            Path.Combine(folder, "report.md"),
            Page(report.Rows, report.Grown.Count > 0, [.. report.Limited.Select(l => Limit(l.Machine, l.Row))])
        );
        return report;
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

    public static string Name(BenchmarkRow r) => $"{r.Bench}, {r.Case}";
}

/// <summary>Rows of one start of <c>bench</c>, with how fast the machine was then.</summary>
/// <param name="Machine">Processor, threads, matrix library.</param>
/// <param name="Gflops">See <see cref="MachineSpeed.Gflops"/>.</param>
/// <param name="Gigabytes">See <see cref="MachineSpeed.Gigabytes"/>.</param>
public sealed record MeasuredRows(string Machine, double Gflops, double Gigabytes, IReadOnlyList<BenchmarkRow> Rows)
{
    private const string FileName = "rows.json";

    /// <summary>What a report holds after these rows: one entry a bench in the order of <paramref name="names"/>, measured now or, where it was not, before.</summary>
    public IReadOnlyList<MeasuredRows> Into(string folder, IReadOnlyList<string> names)
    {
        var file = Path.Combine(folder, FileName);
        var before = File.Exists(file) ? Read(file) : [];
        var now = Rows.GroupBy(r => r.Bench).Select(g => this with { Rows = [.. g] }).ToList();
        IReadOnlyList<MeasuredRows> all =
        [
            .. names.Select(n => now.Concat(before).FirstOrDefault(m => m.Rows[0].Bench == n)).OfType<MeasuredRows>(),
        ];
        AtomicFile.WriteText(file, JsonSerializer.Serialize(all, JsonText.Pretty) + "\n");
        return all;
    }

    private static List<MeasuredRows> Read(string file)
    {
        try
        {
            return
            [
                .. JsonSerializer
                    .Deserialize<List<MeasuredRows>>(File.ReadAllText(file), JsonText.Pretty)!
                    .Where(m => m.Rows.Count > 0),
            ];
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"{file} holds no measured rows ({e.Message.ReplaceLineEndings(" ")}); remove it, and the benches are measured anew.",
                UserErrorException.Missing,
                e
            );
        }
    }
}
