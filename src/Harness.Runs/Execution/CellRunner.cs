using System.Diagnostics;
using System.Text.Json;
using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Machine;
using Harness.Runs.Store;

namespace Harness.Runs.Execution;

/// <summary>
/// Carries out one run in this process and stores it: lock, look again, execute, write the files, write the manifest last.
/// Killed at any point it leaves no run, and the next call goes on from the last checkpoint and makes the same files as if nothing
/// had happened.
/// </summary>
/// <param name="environment">Asked after the run, when torch has been loaded.</param>
public sealed class CellRunner(RunStore store, IRunExecutor executor, Func<RunEnvironment> environment)
{
    /// <param name="again">Carry it out from the beginning even if it is stored or half done.</param>
    /// <exception cref="UserErrorException">Something is missing, does not fit, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; nothing is stored but the checkpoint.</exception>
    public CellOutcome Run(
        ResolvedConfig config,
        RunKey key,
        IProgress<RunProgress> progress,
        CancellationToken token,
        bool again = false
    )
    {
        using var held = RunLock.TryTake(store.LockOf(key.Text));
        if (held is null)
            return new CellOutcome(
                CellState.Busy,
                Message: $"another process carries it out ({RunLock.Holder(store.LockOf(key.Text))})."
            );
        if (!again && store.Find(key.Text) is { } stored)
            return new CellOutcome(CellState.Reused, stored);
        var folder = store.FolderOf(key.Text);
        FileErrors.CreateFolder(folder);
        Clear(folder, again ? [] : [RunFiles.Checkpoint]);
        var started = DateTimeOffset.UtcNow;
        var (clock, cpu, memory) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, new PeakMemory());
        var result = executor.Execute(config.Config, folder, progress, token);
        // Somebody may have deleted the results folder meanwhile; what is in memory is not lost by that.
        FileErrors.CreateFolder(folder);
        AtomicFile.WriteText(Path.Combine(folder, RunFiles.Config), config.ToYaml());
        if (result.AdapterFile is { } adapter && !File.Exists(Path.Combine(folder, adapter)))
            throw new UserErrorException(
                $"{folder} was deleted while the run was made; run the same command again.",
                UserErrorException.Missing
            );
        AtomicFile.WriteLines(
            Path.Combine(folder, RunFiles.Metrics),
            result.Metrics.Select(m => JsonSerializer.Serialize(m, JsonText.Line))
        );
        AtomicFile.WriteLines(
            Path.Combine(folder, RunFiles.Predictions),
            result.Predictions.Select(p => JsonSerializer.Serialize(p, JsonText.Line))
        );
        var surroundings = environment();
        if (surroundings.Diff.Length > 0)
            AtomicFile.WriteText(Path.Combine(folder, RunFiles.DirtyDiff), surroundings.Diff);
        var record = Describe(config.Config, key, result, surroundings, folder) with
        {
            Started = started,
            Seconds = Math.Round((result.Resumed?.Seconds ?? 0) + clock.Elapsed.TotalSeconds, 3),
            CpuSeconds = Math.Round((result.Resumed?.CpuSeconds ?? 0) + (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 3),
            PeakMemoryMb = memory.Megabytes,
        };
        AtomicFile.WriteText(Path.Combine(folder, RunFiles.Manifest), JsonSerializer.Serialize(record, JsonText.Pretty) + "\n");
        // After the manifest: a process that dies in between leaves a file too many, not a run too few.
        FileErrors.Explain(folder, () => File.Delete(Path.Combine(folder, RunFiles.Checkpoint)));
        return new CellOutcome(CellState.Done, record);
    }

    // A manifest that is there belongs to a run that is made again, or is damaged; it goes first, so that the folder is no run meanwhile.
    private static void Clear(string folder, string[] kept) =>
        FileErrors.Explain(
            folder,
            () =>
            {
                File.Delete(Path.Combine(folder, RunFiles.Manifest));
                foreach (var file in Directory.GetFiles(folder).Where(f => !kept.Contains(Path.GetFileName(f))))
                    File.Delete(file);
            }
        );

    private static RunRecord Describe(RunConfig config, RunKey key, RunResult result, RunEnvironment e, string folder)
    {
        var method = MethodCatalog.Find(config.Method.Name)!;
        return new RunRecord
        {
            Key = key.Text,
            Paper = config.Paper,
            Experiment = config.Experiment,
            Scale = config.Scale,
            Dataset = result.Dataset ?? config.Dataset.Name,
            Regions = config.Dataset.Regions,
            Backbone = config.Backbone.Name,
            Method = method.Name,
            NTrain = config.Train.NTrain,
            Seed = config.Train.Seed,
            Kind = method.IsBaseline ? "baseline" : "run",
            Trainable = result.Trainable,
            Total = result.Total,
            Percent = result.Total > 0 ? Math.Round(100.0 * result.Trainable / result.Total, 4) : 0,
            Score = Math.Round(result.Score, 2),
            Metric = result.Metric,
            Measures = result.Measures.ToDictionary(m => m.Key, m => Math.Round(m.Value, 2)),
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
            PeakMemoryMb = 0,
            PackageLock = e.PackageLock,
            Streams = result.Streams,
            Resumed = result.Resumed?.Times ?? 0,
            ConfigDigest = key.Config,
            CodeVersion = key.Code,
            DataDigest = key.Data,
            BackboneDigest = key.Backbone,
            Protocol = key.Protocol,
            Determinism = result.Determinism,
            Command = e.Command,
            Files = Digests(folder),
            Folder = folder,
        };
    }

    private static Dictionary<string, string> Digests(string folder) =>
        FileErrors.Explain(
            folder,
            () =>
                Directory
                    .GetFiles(folder)
                    .Select(f => Path.GetFileName(f))
                    .Where(name => name != RunFiles.Checkpoint)
                    .Order(StringComparer.Ordinal)
                    .ToDictionary(name => name, name => RunStore.DigestOf(Path.Combine(folder, name)))
        );

    private static double? Rounded(double? score) => score is { } value ? Math.Round(value, 2) : null;
}
