using System.Diagnostics;
using System.Text.Json;
using Harness.Data;

namespace Harness.Runs;

/// <summary>
/// Carries out one run in this process and stores it: lock, look again, execute, write the files, write the manifest last.
/// Killed at any point it leaves no run, and the next call makes the same files as if nothing had happened.
/// </summary>
/// <param name="environment">Asked after the run, when torch has been loaded.</param>
public sealed class CellRunner(RunStore store, IRunExecutor executor, Func<RunEnvironment> environment)
{
    /// <param name="again">Carry it out even if it is stored.</param>
    /// <exception cref="UserErrorException">Something is missing, does not fit, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; nothing is stored.</exception>
    public CellOutcome Run(ResolvedConfig config, RunKey key, IProgress<RunProgress> progress, CancellationToken token, bool again = false)
    {
        using var held = RunLock.TryTake(store.LockOf(key.Text));
        if (held is null)
            return new CellOutcome(CellState.Busy, Message: $"another process carries it out ({RunLock.Holder(store.LockOf(key.Text))}).");
        if (!again && store.Find(key.Text) is { } stored)
            return new CellOutcome(CellState.Reused, stored);
        var folder = store.FolderOf(key.Text);
        FileErrors.CreateFolder(folder);
        Clear(folder);
        AtomicFile.WriteText(Path.Combine(folder, RunFiles.Config), config.ToYaml());

        var started = DateTimeOffset.UtcNow;
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var result = executor.Execute(config.Config, folder, progress, token);
        AtomicFile.WriteLines(Path.Combine(folder, RunFiles.Metrics), result.Metrics.Select(m => JsonSerializer.Serialize(m, JsonText.Line)));
        AtomicFile.WriteLines(Path.Combine(folder, RunFiles.Predictions), result.Predictions.Select(p => JsonSerializer.Serialize(p, JsonText.Line)));
        var record = Describe(config.Config, key, result, folder) with
        {
            Started = started,
            Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3),
            CpuSeconds = Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 3),
        };
        AtomicFile.WriteText(Path.Combine(folder, RunFiles.Manifest), JsonSerializer.Serialize(record, JsonText.Pretty) + "\n");
        return new CellOutcome(CellState.Done, record);
    }

    // A manifest that is there belongs to a run that is made again, or is damaged; it goes first, so that the folder is no run meanwhile.
    private static void Clear(string folder) => FileErrors.Explain(folder, () =>
    {
        File.Delete(Path.Combine(folder, RunFiles.Manifest));
        foreach (var file in Directory.GetFiles(folder))
            File.Delete(file);
    });

    private RunRecord Describe(RunConfig config, RunKey key, RunResult result, string folder)
    {
        var (e, method) = (environment(), MethodCatalog.Find(config.Method.Name)!);
        return new RunRecord
        {
            Key = key.Text,
            Paper = config.Paper,
            Experiment = config.Experiment,
            Scale = config.Scale,
            Dataset = result.Dataset ?? config.Dataset.Name,
            Backbone = config.Backbone.Name,
            Method = method.Name,
            NTrain = config.Train.NTrain,
            Seed = config.Train.Seed,
            Kind = method.IsBaseline ? "baseline" : "run",
            Trainable = result.Trainable,
            Total = result.Total,
            Percent = result.Total > 0 ? Math.Round(100.0 * result.Trainable / result.Total, 4) : 0,
            Score = Math.Round(result.Score, 2),
            DevScore = Rounded(result.DevScore),
            ScoreLast = Rounded(result.ScoreLast),
            BestStep = result.BestStep,
            Steps = result.Steps,
            Seconds = 0,
            Started = default,
            Commit = e.Commit,
            Dirty = e.Dirty,
            Packages = e.Packages,
            Torch = e.Torch,
            Gpu = e.Gpu,
            Cpu = e.Cpu,
            Threads = e.Threads,
            Blas = e.Blas,
            Os = e.Os,
            Dotnet = e.Dotnet,
            PeakMemoryMb = Math.Round(Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, 1),
            ConfigDigest = key.Config,
            CodeVersion = key.Code,
            DataDigest = key.Data,
            BackboneDigest = key.Backbone,
            Protocol = key.Protocol,
            Determinism = result.Determinism,
            Command = e.Command,
            Files = Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
                .ToDictionary(name => name!, name => RunStore.DigestOf(Path.Combine(folder, name!))),
            Folder = folder,
        };
    }

    private static double? Rounded(double? score) => score is { } value ? Math.Round(value, 2) : null;
}
