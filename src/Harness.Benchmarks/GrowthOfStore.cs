using System.Text.Json;
using Harness.Data.Files;
using Harness.Runs;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Machine;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Benchmarks;

/// <summary>How long it takes to open a results folder and to build the result set of its runs, as runs grow: what <c>report</c> and every sweep begin with.</summary>
/// <param name="flavour">Of the packages, as in runs' keys.</param>
/// <param name="experiment">An experiment file, whose first run is copied.</param>
/// <param name="rowsOf">Builds the result set of an opened folder and gives the number of its rows.</param>
public sealed class GrowthOfStore(string flavour, string experiment, Func<RunConfig, RunStore, int> rowsOf) : IBenchmark
{
    private const int Repeats = 5;

    private readonly RunEnvironment nowhere = new(flavour, "", "", "", 1, "", "", "", "", Dirty: false, "bench growth");

    private static readonly int[] sizes = [10, 100, 1000];

    public string Name => GrowthOfCost.Bench;

    public string Measures => "the same, as stored runs grow: opening a results folder and building its result set";

    public IEnumerable<BenchmarkRow> Run()
    {
        var folder = Directory.CreateTempSubdirectory("harness-bench-").FullName;
        try
        {
            yield return GrowthOfCost.Slope(
                "runs",
                "a results folder opened and its result set built",
                sizes,
                operations: 1,
                bar: 1.1,
                runs => Reading(Path.Combine(folder, $"{runs}"), runs),
                Repeats
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Action Reading(string root, int runs)
    {
        var cell = ExperimentFile.Load(experiment).Cells([])[0];
        Fill(root, cell, runs);
        return () =>
        {
            var rows = rowsOf(cell.Config, RunStore.Open(root));
            if (rows != runs)
                throw new UserErrorException($"{root} holds {rows} runs of {runs}.", UserErrorException.Missing);
        };
    }

    /// <summary>One run stored as every run is, and copies of it with seeds and keys of their own.</summary>
    public void Fill(string root, ResolvedConfig cell, int runs)
    {
        var store = RunStore.Open(root);
        var executor = new Untrained();
        var first = new CellRunner(store, executor, () => nowhere)
            .Run(cell, RunKey.Of(cell, executor, flavour), new Progress<RunProgress>(), CancellationToken.None)
            .Record!;
        for (var seed = 1; seed < runs; seed++)
        {
            var copy = first with { Key = $"{seed:x20}", Seed = cell.Config.Train.Seed + seed };
            var folder = Directory.CreateDirectory(store.FolderOf(copy.Key)).FullName;
            foreach (var file in first.Files.Keys)
                File.Copy(Path.Combine(first.Folder, file), Path.Combine(folder, file));
            File.WriteAllText(Path.Combine(folder, RunFiles.Manifest), JsonSerializer.Serialize(copy, JsonText.Pretty));
        }
    }

    // A run of two hundred answers without any training.
    private sealed class Untrained : IRunExecutor
    {
        public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token) =>
            new()
            {
                Score = 50,
                DevScore = 50,
                Trainable = 10,
                Total = 1000,
                Metrics = [new MetricLine(1, 1, 50, config.Train.Lr, 0)],
                Predictions =
                [
                    .. Enumerable
                        .Range(0, 200)
                        .Select(i => new PredictionLine($"q{i}", $"p{i}", "count", "number", "how many?", "two", "two", 1)),
                ],
            };

        public string DataDigest(RunConfig config) => "";

        public string BackboneDigest(RunConfig config) => "";

        public string CodeVersion(RunConfig config) => "";
    }
}
