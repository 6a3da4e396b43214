using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.Runs.Tests.Fakes;

/// <summary>
/// Trains nothing: sleeps a millisecond a step, goes on from a checkpoint where there is one, records each execution beside the runs
/// folder, and returns numbers that depend on the configuration alone. Seed 98 kills its process the first time, seed 99 fails with a
/// user error.
/// </summary>
internal sealed class FakeExecutor(string data = "data-1", string code = "code-1") : IRunExecutor
{
    public const int DeadlySeed = 98;
    public const int WrongSeed = 99;

    /// <summary>What was executed under the results folder <paramref name="root"/>: the process, then the method, N_D and seed.</summary>
    public static string[] Executions(string root)
    {
        var folder = Path.Combine(root, "executions");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(f => Path.GetFileNameWithoutExtension(f)!)] : [];
    }

    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        var root = Path.GetFullPath(Path.Combine(folder, "..", ".."));
        var label = $"{config.Method.Name} {config.Train.NTrain} {config.Train.Seed}";
        // A file for each, named by it: processes that append to one file at the same moment overwrite each other's lines.
        var execution = Path.Combine(root, "executions", $"{Environment.ProcessId} {label}.{Guid.NewGuid():N}");
        FileErrors.CreateFolder(Path.GetDirectoryName(execution)!);
        FileErrors.Explain(execution, () => File.WriteAllText(execution, ""));
        if (config.Train.Seed == WrongSeed)
            throw new UserErrorException("this seed is wrong; use another.", UserErrorException.BadUsage);
        if (config.Train.Seed == DeadlySeed && !File.Exists(Path.Combine(root, "died")))
        {
            File.WriteAllText(Path.Combine(root, "died"), "");
            Environment.Exit(7);
        }
        var steps = CostEstimate.Steps(config);
        var checkpoint = Path.Combine(folder, RunFiles.Checkpoint);
        var done = File.Exists(checkpoint) ? int.Parse(File.ReadAllText(checkpoint)) : 0;
        for (var step = done + 1; step <= steps; step++)
        {
            token.ThrowIfCancellationRequested();
            Thread.Sleep(1);
            if (step % 10 == 0)
                AtomicFile.WriteText(checkpoint, $"{step}");
            progress.Report(new RunProgress(step, steps, 1.0 / step));
        }
        AtomicFile.WriteText(Path.Combine(folder, "adapter.safetensors"), label);
        return new RunResult
        {
            Score = 10 + config.Train.NTrain % 7 + config.Train.Seed % 3 + 0.123,
            DevScore = 20,
            ScoreLast = 9,
            BestStep = steps,
            Steps = steps,
            Resumed = done > 0 ? new ResumedWork(1, 5, 4) : null,
            Streams = new Dictionary<string, string> { ["13/run/order"] = "0" },
            Trainable = 10,
            Total = 1000,
            Metrics = [new MetricLine(steps, 0.5, 20, config.Train.Lr, 0)],
            Predictions = [new PredictionLine("q1", "p1", "count", "number", "how many?", "2", "2", 1)],
            AdapterFile = "adapter.safetensors",
        };
    }

    public string DataDigest(RunConfig config) => data;

    public string BackboneDigest(RunConfig config) => "backbone-1";

    public string CodeVersion(RunConfig config) => code;
}
