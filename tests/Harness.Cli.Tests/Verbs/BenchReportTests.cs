using Harness.Benchmarks;
using Harness.Cli.Verbs;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Tests.Verbs;

public sealed class BenchReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("harness-bench-").FullName;

    private static readonly string[] names = ["phm", "growth"];

    [Fact]
    public void Benches_measured_before_stay_until_they_are_measured_again()
    {
        Measured(100, Row("growth", 1)).Into(folder, names);
        Measured(150, Row("phm", 2)).Into(folder, names);
        var all = Measured(200, Row("growth", 3)).Into(folder, names);
        Assert.Equal(
            [("phm", 150.0, 2.0), ("growth", 200.0, 3.0)],
            all.Select(m => (m.Rows[0].Bench, m.Gflops, m.Rows[0].Median))
        );
        Assert.Equal(new Work(4e9, 8e6), all[0].Rows[0].Work);
    }

    [Fact]
    public void The_page_has_a_line_a_case_and_what_limits_it()
    {
        BenchVerb.Draw(
            folder,
            BenchReport.Write(
                folder,
                Measured(100, Row("phm", 0.05), Row("phm", 0.05) with { Case = "free", Bar = null, Work = null }),
                names
            )
        );
        var page = File.ReadAllText(Path.Combine(folder, "report.md"));
        Assert.Contains("| phm | case | 0.50 | ≤ 1 | holds |", page);
        Assert.Contains("| phm | free | 0.50 |  |  |", page);
        Assert.Contains(
            "* phm, case: 4 GFLOP at 100 GFLOP/s, 8 MB at 10 GB/s: at least 40 ms; measured 50 ms (80 % of what is possible)",
            page
        );
        Assert.Contains("\"phm, case\",500,80,100", File.ReadAllText(Path.Combine(folder, "roofline.csv")));
    }

    // The same synthetic runs that bench growth reads: each is a finished run of its own.
    [Fact]
    public void Runs_of_the_growth_bench_are_a_store()
    {
        var experiment = Repository.Locate("paper/mixphm/experiments/proxy.yaml");
        var bench = new GrowthOfStore("cpu", experiment, (_, _) => 0);
        bench.Fill(folder, ExperimentFile.Load(experiment).Cells([])[0], 3);
        var store = RunStore.Open(folder);
        Assert.Equal((3, 0), (store.Runs.Count, store.Problems.Count));
        Assert.Equal(3, store.Runs.Select(r => r.Seed).Distinct().Count());
        Assert.All(store.Runs, r => Assert.Empty(RunStore.Damaged(r)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static MeasuredRows Measured(double gflops, params BenchmarkRow[] rows) => new("a machine", gflops, 10, rows);

    private static BenchmarkRow Row(string bench, double seconds) =>
        new(bench, "case", "s", "shapes", seconds, seconds, seconds, 2 * seconds, 0.5, 1, BarSide.AtMost)
        {
            Work = new Work(4e9, 8e6),
        };
}
