using Harness.Data.Files;
using Harness.Paper.Results;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Cli.Verbs;

/// <summary>What a score belongs to, its seed aside.</summary>
internal sealed record ResultCell(
    string Paper,
    string Scale,
    string Experiment,
    string Dataset,
    string Backbone,
    string Method,
    int NTrain
);

/// <summary>One side of a comparison: runs with their folders, or the rows of a committed result set.</summary>
/// <param name="Name">As it was typed.</param>
/// <param name="Runs">Stored runs; empty for a committed result set, which keeps scores alone.</param>
/// <param name="Scores">By cell and seed; where a cell was run several times with a seed, the latest counts.</param>
internal sealed record ResultSide(
    string Name,
    IReadOnlyList<RunRecord> Runs,
    IReadOnlyDictionary<ResultCell, IReadOnlyDictionary<int, double>> Scores
)
{
    /// <param name="text">Beginning of a run's key, a run's folder, a results folder, a committed result set, or a configuration.</param>
    /// <param name="store">Where keys and configurations are looked up.</param>
    /// <exception cref="UserErrorException">Nothing of the kind is there.</exception>
    public static ResultSide Of(string text, RunStore store)
    {
        var path = Repository.LocateAny(text);
        if (File.Exists(Path.Combine(path, "runs.csv")))
            return Committed(text, path);
        RunRecord[] runs =
            Directory.Exists(Path.Combine(path, "runs")) ? [.. RunStore.Open(path).Runs]
            : Directory.Exists(path) ? [RunStore.OfFolder(path)]
            : File.Exists(path) ? [.. OfConfiguration(path, store)]
            : [StoredRuns.Named(text, store)];
        return runs.Length > 0
            ? new ResultSide(text, runs, ByCell(runs))
            : throw new UserErrorException($"{text} holds no finished run.", UserErrorException.Missing);
    }

    public static ResultCell CellOf(RunRecord r) =>
        new(r.Paper, r.Scale, r.Experiment, r.Dataset, r.Backbone, r.Method, r.NTrain);

    /// <summary>The latest run of each cell and seed.</summary>
    public IEnumerable<RunRecord> Latest() => Runs.GroupBy(r => (CellOf(r), r.Seed)).Select(g => g.MaxBy(r => r.Started)!);

    private static IEnumerable<RunRecord> OfConfiguration(string path, RunStore store)
    {
        var executor = Executors.Create();
        return ExperimentFile
            .Load(path)
            .Cells([])
            .Select(cell => store.Find(RunKey.Of(cell, executor, Flavour.Name).Text))
            .OfType<RunRecord>();
    }

    private static Dictionary<ResultCell, IReadOnlyDictionary<int, double>> ByCell(IEnumerable<RunRecord> runs) =>
        runs.GroupBy(CellOf)
            .ToDictionary(
                cell => cell.Key,
                cell =>
                    (IReadOnlyDictionary<int, double>)
                        cell.GroupBy(r => r.Seed).ToDictionary(seed => seed.Key, seed => seed.MaxBy(r => r.Started)!.Score)
            );

    private static ResultSide Committed(string text, string path)
    {
        var set = ResultFiles.read(path);
        var scores = set
            .Rows.GroupBy(r => new ResultCell(r.Paper, r.Scale, r.Experiment, r.Dataset, r.Backbone, r.Method, r.ND))
            .ToDictionary(
                cell => cell.Key,
                cell =>
                    (IReadOnlyDictionary<int, double>)
                        cell.GroupBy(r => r.Seed).ToDictionary(seed => seed.Key, seed => seed.Last().Score)
            );
        return new ResultSide(text, [], scores);
    }
}
