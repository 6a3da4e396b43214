using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Harness.Cli.Progress;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.FullScale.Rehearsing;
using Harness.FullScale.Synthetic;
using Harness.Paper;
using Harness.Runs;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Machine;
using Harness.Runs.Store;
using TorchSharp;

namespace Harness.Cli.Verbs;

/// <summary>Full scale at true sizes with random weights and a synthetic data set: does it run here, how long does a step take, how much memory.</summary>
internal static class RehearseVerb
{
    // What the largest pair's weights, features and checkpoints take at once.
    private const long RoomNeeded = 12_000_000_000;

    // As runs of a sweep have it: a worker a core.
    private const int Threads = 1;

    private static readonly DataSizes Sizes = new(60, 30);

    public static Command Create()
    {
        var scale = new Argument<string>("SCALE") { Description = "full" };
        scale.AcceptOnlyFromAmong("full");
        var (paper, device, json) = (Papers.Argument(), CommonOptions.Device(), CommonOptions.Json());
        var only = new Option<string>("--only")
        {
            Description = "experiments and backbones whose name contains TEXT",
            HelpName = "TEXT",
        };
        var (cell, folder) = (new Option<int?>("--cell") { Hidden = true }, new Option<string>("--in") { Hidden = true });
        var command = new Command("rehearse", "Runs full scale at true sizes with random weights; says seconds and memory")
        {
            scale,
            paper,
            device,
            only,
            json,
            cell,
            folder,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var output = parsed.InvocationConfiguration.Output;
                var (papers, where) = (Papers.Named(parsed.GetValue(paper) ?? Papers.All), parsed.GetValue(device)!);
                if (parsed.GetValue(cell) is { } number)
                {
                    output.WriteLine(
                        JsonSerializer.Serialize(One(papers[0], number, parsed.GetValue(folder)!, where), JsonText.Line)
                    );
                    return 0;
                }
                if (Tools.Hdf5().Length == 0)
                    throw new UserErrorException(
                        "features are written as HDF5 and there is no libhdf5; ./harness setup installs it.",
                        UserErrorException.Missing
                    );
                using var interruption = new Interruption();
                var all = new List<(string Paper, RehearsedRun Run)>();
                var clock = Stopwatch.StartNew();
                foreach (var name in papers)
                    all.AddRange(
                        (await Paper(name, where, parsed.GetValue(only) ?? "", interruption.Token)).Select(r => (name, r))
                    );
                if (all.Count == 0)
                    throw new UserErrorException(
                        $"no experiment or backbone is called '{parsed.GetValue(only)}'.",
                        UserErrorException.BadUsage
                    );
                var rates = MeasuredRates.Of(all.Select(a => a.Run), DeviceName(where));
                MeasuredRates.Keep(Repository.Cache, rates);
                if (parsed.GetValue(json))
                    output.WriteLine(JsonSerializer.Serialize(all.Select(a => a.Run), JsonText.Pretty));
                else
                    Report([.. all.Select(a => a.Run)], rates, papers, clock.Elapsed, output);
                return 0;
            }
        );
        return command;
    }

    // A run in a process of its own, so that its peak of memory is its own.
    private static RehearsedRun One(string paper, int number, string folder, string device)
    {
        var settings = Settings(folder, device);
        using var interruption = new Interruption();
        return Rehearsal.Run(
            Cells(paper, device)[number],
            RunStore.Open(Path.Combine(folder, "results")),
            Executors.Create(settings),
            Flavour.Name,
            () => TorchEnvironment.Collect(settings, Workers.TypedCommand()),
            interruption.Token
        );
    }

    private static async Task<List<RehearsedRun>> Paper(string paper, string device, string only, CancellationToken token)
    {
        var cells = Cells(paper, device)
            .Select((c, i) => (c.Config, Number: i))
            .Where(c => $"{c.Config.Experiment} {c.Config.Backbone.Name}".Contains(only, StringComparison.Ordinal))
            .ToList();
        var done = new List<RehearsedRun>();
        if (cells.Count == 0)
            return done;
        var folder = Path.Combine(Repository.Cache, $"rehearsal-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            if (new DriveInfo(folder).AvailableFreeSpace is var free && free < RoomNeeded)
                throw new UserErrorException(
                    $"{folder} has {FetchView.Size(free)} free and {FetchView.Size(RoomNeeded)} are needed; set HARNESS_CACHE to a folder with more.",
                    UserErrorException.Missing
                );
            Executors.Say(
                $"{paper}: {cells.Count} runs; writing {Sizes.Pool + 2 * Sizes.Shown} questions a set with pictures and features"
            );
            var data = new SyntheticData(Path.Combine(folder, "data"), Sizes);
            if (paper == "mixphm")
                data.MixPhm();
            else
                data.Routing();
            // One backbone's weights at a time.
            foreach (var backbone in cells.GroupBy(c => c.Config.Backbone.Name))
            {
                var weights = Path.Combine(folder, "weights");
                foreach (var model in Models(backbone.Key))
                    new SyntheticWeights(weights, ModelSizes.Published).Write(model);
                foreach (var (config, number) in backbone)
                {
                    var clock = Stopwatch.StartNew();
                    done.Add(await Child(paper, number, folder, device, token));
                    Executors.Say(
                        $"[{done.Count}/{cells.Count}] {config.Experiment} {config.Backbone.Name} {config.Method.Name}: a step {Number(done[^1].StepSeconds)} s, peak {Number(done[^1].PeakGigabytes)} GB, all {Wording.Duration(clock.Elapsed)}"
                    );
                }
                Directory.Delete(weights, recursive: true);
            }
            var settings = Settings(folder, device);
            new PaperOutputs(Papers.Folder, pictures: false).BuildFromRuns(
                paper,
                "full",
                RunStore.Open(Path.Combine(folder, "results")).Runs,
                Path.Combine(folder, "report"),
                Executors.Assets(settings)
            );
            if (!File.Exists(Path.Combine(folder, "report/full/report.md")))
                throw new UserErrorException($"{paper}: the runs gave no report.", CommandLine.CheckFailed);
            return done;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<RehearsedRun> Child(string paper, int number, string folder, string device, CancellationToken token)
    {
        var said = await ExternalProgram.Run(
            "env",
            [
                $"HARNESS_CACHE={Path.Combine(folder, "cache")}",
                "dotnet",
                typeof(RehearseVerb).Assembly.Location,
                "rehearse",
                "full",
                paper,
                "--cell",
                $"{number}",
                "--in",
                folder,
                "--device",
                device,
            ],
            token: token
        );
        return said.Code == 0
            ? JsonSerializer.Deserialize<RehearsedRun>(said.LastPrinted, JsonText.Line)!
            : throw new UserErrorException(
                $"{Cells(paper, device)[number].Config.Experiment} of {paper} does not pass: {said.Complaint}",
                said.Code ?? UserErrorException.Missing
            );
    }

    private static void Report(
        IReadOnlyList<RehearsedRun> runs,
        IReadOnlyList<MeasuredRate> rates,
        IReadOnlyList<string> papers,
        TimeSpan took,
        TextWriter output
    )
    {
        string[] head =
        [
            "experiment",
            "backbone",
            "data set",
            "method",
            "batch",
            "load s",
            "step s",
            "answers s",
            "items",
            "peak GB",
            "estimate GB",
            "GFLOP/s",
        ];
        foreach (
            var line in TextColumns.Lines(
                [
                    head,
                    .. runs.Select(r =>
                        new[]
                        {
                            r.Experiment,
                            r.Backbone,
                            r.Dataset,
                            r.Method,
                            $"{r.Batch}",
                            Number(r.LoadSeconds),
                            Number(r.StepSeconds),
                            Number(r.AnswerSeconds),
                            $"{r.Answers}",
                            Number(r.PeakGigabytes),
                            Number(r.EstimatedGigabytes),
                            Number(1e3 * r.StepTeraFlop / r.StepSeconds),
                        }
                    ),
                ],
                0,
                1,
                2,
                3
            )
        )
            output.WriteLine(line);
        output.WriteLine(
            $"all {runs.Count} passed in {Wording.Duration(took)} on {rates[0].Device}: load, {runs.Count(r => r.Resumed > 0)} interrupted and resumed, answered, reported; random weights, so scores mean nothing"
        );
        var executor = Executors.Create();
        foreach (var paper in papers)
        {
            var costs = Papers
                .Cells(paper, "full", [])
                .Select(c =>
                    (Rate: rates.FirstOrDefault(r => r.Backbone == c.Config.Backbone.Name), Cost: executor.Cost(c.Config))
                )
                .Where(c => c.Rate is not null && c.Cost is not null)
                .ToList();
            if (costs.Count > 0)
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{paper}: at the measured rates the {costs.Count} runs of these backbones would take {costs.Sum(c => c.Rate!.Hours(c.Cost!)):#,0} hours here"
                    )
                );
        }
    }

    private static IReadOnlyList<ResolvedConfig> Cells(string paper, string device) =>
        Rehearsal.Cells(Papers.Experiments(paper, "full"), OnGpu(device));

    private static IEnumerable<string> Models(string backbone) =>
        backbone switch
        {
            "vl-t5-base" => ["t5-base"],
            "clip-bart-base" => ["bart-base"],
            "vit-b-roberta-base" => ["vit-base-patch16-224-in21k", "roberta-base"],
            "vit-l-roberta-large" => ["vit-large-patch16-224-in21k", "roberta-large"],
            "vit-b-gpt2" => ["vit-base-patch16-224-in21k", "gpt2"],
            _ => ["vit-large-patch16-224-in21k", "gpt2-medium"],
        };

    private static ExecutionSettings Settings(string folder, string device) =>
        new(device, Threads, Path.Combine(folder, "data"), Path.Combine(folder, "weights"), CheckpointSeconds: 0);

    private static bool OnGpu(string device) => device != "cpu" && torch.cuda.is_available();

    private static string DeviceName(string device) => OnGpu(device) ? Tools.GpuName() : $"{Processor.Current.Name}, one thread";

    private static string Number(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
