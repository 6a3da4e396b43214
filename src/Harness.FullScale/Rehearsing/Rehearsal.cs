using Harness.Data.Files;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Machine;
using Harness.Runs.Store;
using Harness.Runs.Sweeps;

namespace Harness.FullScale.Rehearsing;

/// <summary>What a run of full scale took with random weights of true size and a few questions.</summary>
/// <param name="Batch">Samples a step.</param>
/// <param name="LoadSeconds">From nothing to the first step: data, image features, weights, first checkpoint.</param>
/// <param name="StepSeconds">A training step, the faster of two.</param>
/// <param name="AnswerSeconds">Answering the dev and test items, with the saved adapter.</param>
/// <param name="Answers">Items that were answered.</param>
/// <param name="PeakGigabytes">Largest resident size of the process, on the host also where a GPU computes.</param>
/// <param name="EstimatedGigabytes">What counting says that such a run holds.</param>
/// <param name="StepTeraFlop">What counting says that a step computes.</param>
/// <param name="Resumed">How often the run went on from a checkpoint.</param>
public sealed record RehearsedRun(
    string Experiment,
    string Backbone,
    string Dataset,
    string Method,
    int Batch,
    double LoadSeconds,
    double StepSeconds,
    double AnswerSeconds,
    int Answers,
    double PeakGigabytes,
    double EstimatedGigabytes,
    double StepTeraFlop,
    int Resumed
);

/// <summary>Carries out a run of full scale in small: interrupted after its first step, then gone on with to its end.</summary>
public static class Rehearsal
{
    private const int Steps = 2;

    /// <summary>Settings that make a run of full scale small; on a processor the batches too.</summary>
    public static IReadOnlyList<Setting> Settings(bool onGpu)
    {
        string[] words = ["train.epochs=0", $"train.max_steps={Steps}", "train.looks=1", "train.n_dev=2", "dataset.test_limit=2"];
        return CommandLineSettings.Parse(
            onGpu ? [.. words, "train.n_d=16"] : [.. words, "train.n_d=4", "train.batch_size=4", "train.eval_batch_size=4"]
        );
    }

    /// <summary>One run a method of each experiment and backbone, by turns on the experiment's data sets; the small settings in place.</summary>
    public static IReadOnlyList<ResolvedConfig> Cells(IEnumerable<ExperimentFile> experiments, bool onGpu) =>
        [
            .. experiments
                .SelectMany(file => file.Cells(Settings(onGpu)))
                .GroupBy(c => (c.Config.Experiment, c.Config.Backbone.Name))
                .SelectMany(experiment =>
                    experiment
                        .GroupBy(c => c.Config.Method.Name)
                        .Select(
                            (cells, i) =>
                            {
                                var sets = cells.DistinctBy(c => c.Config.Dataset.Name).ToList();
                                // The last variant of a method: with a routing function, where there is one.
                                var set = sets[i % sets.Count].Config.Dataset.Name;
                                return cells.Last(c => c.Config.Dataset.Name == set);
                            }
                        )
                ),
        ];

    /// <exception cref="UserErrorException">Something is missing or does not fit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RehearsedRun Run(
        ResolvedConfig config,
        RunStore store,
        IRunExecutor executor,
        string packages,
        Func<RunEnvironment> environment,
        CancellationToken token
    )
    {
        var memory = new PeakMemory();
        var key = RunKey.Of(config, executor, packages);
        var checkpoint = Path.Combine(store.FolderOf(key.Text), RunFiles.Checkpoint);
        var runner = new CellRunner(store, executor, environment);
        var progress = new Progress<RunProgress>();
        var began = DateTime.UtcNow;
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(token);
        IReadOnlyList<(DateTime Begun, DateTime Done)> before;
        using (var watch = new Watch(checkpoint, default, pause.Cancel))
        {
            try
            {
                runner.Run(config, key, progress, pause.Token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                // As somebody would who stops it after the first step.
            }
            before = watch.Saved;
        }
        IReadOnlyList<(DateTime Begun, DateTime Done)> after;
        RunRecord record;
        using (var watch = new Watch(checkpoint, before[^1].Done, () => { }))
        {
            record = runner.Run(config, key, progress, token).Record!;
            after = watch.Saved;
        }
        var ended = DateTime.UtcNow;
        // Every attempt saves first; between the end of that and the beginning of its next save lies a step.
        var steps = new[] { before, after }.Where(s => s.Count > 1).Select(s => (s[1].Begun - s[0].Done).TotalSeconds);
        var cost = executor.Cost(config.Config);
        var items = config.Config.Train.NDev + config.Config.Dataset.TestLimit;
        return new RehearsedRun(
            config.Config.Experiment,
            record.Backbone,
            record.Dataset,
            record.Method,
            config.Config.Train.BatchSize,
            (before[0].Begun - began).TotalSeconds,
            steps.DefaultIfEmpty(double.NaN).Min(),
            (ended - after[^1].Done).TotalSeconds,
            items,
            memory.Megabytes / 1e3,
            (cost?.MemoryBytes ?? double.NaN) / 1e9,
            (cost?.TrainingFlops ?? double.NaN) / Steps / 1e12,
            record.Resumed
        );
    }

    // Every new version of a file: when writing it began and ended. Whole files are renamed into place, so each is a file of its own.
    private sealed class Watch : IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly List<(DateTime Begun, DateTime Done)> saved = [];
        private readonly Thread thread;

        /// <param name="known">When the last version that is known was done.</param>
        /// <param name="second">Called at the second version.</param>
        public Watch(string path, DateTime known, Action second)
        {
            thread = new Thread(() =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var file = new FileInfo(path);
                    if (file.Exists && file.LastWriteTimeUtc is var done && done > known)
                    {
                        known = done;
                        lock (saved)
                            saved.Add((file.CreationTimeUtc, done));
                        if (saved.Count == 2)
                            second();
                    }
                    Thread.Sleep(3);
                }
            });
            thread.Start();
        }

        public IReadOnlyList<(DateTime Begun, DateTime Done)> Saved
        {
            get
            {
                lock (saved)
                    return [.. saved];
            }
        }

        public void Dispose()
        {
            stop.Cancel();
            thread.Join();
            stop.Dispose();
        }
    }
}
