using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Harness.Benchmarks;
using Harness.Data;
using Harness.Data.Files;
using Harness.Laws;
using Harness.Paper.Figures;
using Harness.Paper.Results;
using Harness.Runs;
using Harness.Runs.Machine;
using Microsoft.FSharp.Core;
using TorchSharp;

namespace Harness.Cli.Verbs;

/// <summary>Measures speed, each case against a baseline in the same run.</summary>
internal static class BenchVerb
{
    // The last ones need more than the libraries: laws and result sets are in F#, and sweeps and starts make processes of this program.
    private static IReadOnlyList<IBenchmark> All =>
        [
            .. BenchmarkList.All,
            new GrowthOfStore(
                Flavour.Name,
                Experiment,
                (run, store) => FromRuns.ofStore(run.Paper, run.Scale, store).Rows.Length
            ),
            new LawThroughput(
                (law, cases, seed, workers) => LawBook.Check(cases, seed, law, workers, _ => { }).Sum(r => r.Cases)
            ),
            new SweepThroughput(Flavour.Name, Experiment, Executors.Create, Workers.Start),
            new StartUp(Assembly.GetExecutingAssembly().Location),
        ];

    private static string Experiment => Repository.Locate("paper/mixphm/experiments/proxy.yaml");

    public static Command Create()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "one benchmark; without it all run",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = CommonOptions.Json();
        var report = new Option<string>("--report")
        {
            Description = "also write a page with figures; benches measured into it before stay",
            HelpName = "DIR",
        };
        var command = new Command("bench", "Measures speed as ratios to a baseline of the same run; 1 if a bar is missed")
        {
            name,
            json,
            report,
        };
        command.SetAction(parsed =>
            Run(
                Chosen(parsed.GetValue(name)),
                parsed.GetValue(json),
                parsed.GetValue(report),
                parsed.InvocationConfiguration.Output
            )
        );
        return command;
    }

    private static IReadOnlyList<IBenchmark> Chosen(string? name)
    {
        if (name is null)
            return All;
        var names = All.Select(b => b.Name).Distinct().ToList();
        return names.Contains(name)
            ? [.. All.Where(b => b.Name == name)]
            : throw new UserErrorException(
                $"there is no benchmark '{name}'; did you mean {NearestName.Of(name, names)}? There are {string.Join(", ", names)}.",
                UserErrorException.BadUsage
            );
    }

    private static int Run(IReadOnlyList<IBenchmark> benches, bool json, string? report, TextWriter output)
    {
        var (machine, gflops) = ($"{torch.get_num_threads()} threads, {Blas()}", MachineSpeed.Gflops());
        var rows = new List<BenchmarkRow>();
        if (!json)
            output.WriteLine($"{machine}, {gflops:0} GFLOP/s (1024³ product)");
        foreach (var bench in benches)
        {
            if (!json)
                output.WriteLine($"{bench.Name}: {bench.Measures}");
            foreach (var row in bench.Run())
            {
                rows.Add(row);
                if (!json)
                    output.WriteLine(Text(row));
            }
        }
        if (json)
            output.WriteLine(JsonSerializer.Serialize(rows.Select(Flat), JsonText.Pretty));
        if (report is not null)
        {
            var measured = new MeasuredRows($"{Processor.Current.Name}, {machine}", gflops, MachineSpeed.Gigabytes(), rows);
            foreach (var line in Draw(report, BenchReport.Write(report, measured, [.. All.Select(b => b.Name).Distinct()])))
                Console.Error.WriteLine(line);
        }
        return rows.All(r => r.Holds) ? 0 : CommandLine.CheckFailed;
    }

    /// <returns>Lines about what was left out.</returns>
    internal static IReadOnlyList<string> Draw(string folder, BenchReport report)
    {
        List<Figure> figures = [];
        if (report.Grown.Count > 0)
            figures.Add(
                Growth.build(report.Grown.Select(r => Tuple.Create(r.Case, r.Median, r.Points!.Select(p => (p.Size, p.Seconds)))))
            );
        if (report.Limited.Count > 0)
            figures.Add(
                Roofline.build(
                    report.Rows.Max(m => m.Gflops),
                    report.Rows.Max(m => m.Gigabytes),
                    report.Limited.Select(l => (BenchReport.Name(l.Row), l.Row.Work!.Flops, l.Row.Work.Bytes, l.Row.Median))
                )
            );
        Export.save(folder, figures);
        return figures.Count == 0
            ? []
            : [.. Export.withBrowser(FuncConvert.FromAction<Browser>(browser => Export.drawPictures(folder, figures, browser)))];
    }

    private static string Text(BenchmarkRow r) =>
        $"  {(r.Holds ? "holds " : "misses")} {r.Case}: {r.Ratio:0.00} × ({(r.Bar is { } bar ? $"bar: {Side(r)} {bar:0.##}" : "no bar")}); median {r.Median:0.####} {r.Unit} "
        + $"[{r.P10:0.####}, {r.P90:0.####}], baseline {r.Baseline:0.####} {r.Unit}; {r.Shapes}";

    private static object Flat(BenchmarkRow r) =>
        new
        {
            bench = r.Bench,
            @case = r.Case,
            unit = r.Unit,
            median = r.Median,
            p10 = r.P10,
            p90 = r.P90,
            baseline = r.Baseline,
            ratio = r.Ratio,
            bar = r.Bar,
            bar_side = Side(r),
            holds = r.Holds,
            shapes = r.Shapes,
            threads = torch.get_num_threads(),
            blas = BlasLibrary.Loaded().Name,
            blas_kernel = BlasLibrary.Loaded().Kernel,
        };

    private static string Side(BenchmarkRow r) => r.Side == BarSide.AtLeast ? "at least" : "at most";

    private static string Blas()
    {
        torch.ones(1).Dispose(); // loads torch, and with it the matrix library
        var blas = BlasLibrary.Loaded();
        return blas.Kernel.Length > 0 ? $"{blas.Name}, {blas.Kernel} kernels" : blas.Name;
    }
}

/// <summary>For the launcher, which compares linear algebra libraries in a process each: prints the GFLOP/s of a 1024³ product.</summary>
internal static class MeasureProductVerb
{
    public static Command Create()
    {
        var command = new Command("measure-product", "Prints the GFLOP/s of a 1024³ product") { Hidden = true };
        command.SetAction(parsed =>
            parsed.InvocationConfiguration.Output.WriteLine(MachineSpeed.Gflops().ToString("0.0", CultureInfo.InvariantCulture))
        );
        return command;
    }
}
