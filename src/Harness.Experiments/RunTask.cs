using Harness.Adapters;
using Harness.Adapters.Saving;
using Harness.Adapters.Sites;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.Data.Sampling;
using Harness.Experiments.Predicting;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Machine;
using Harness.Runs.Store;
using Harness.Training.Features;
using Harness.Training.Resuming;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>One configured run: what it reads, and how it is carried out. Members answer as those of <see cref="IRunExecutor"/> do.</summary>
internal abstract class RunTask(RunConfig config)
{
    protected RunConfig Config => config;

    protected bool IsMajority => config.Method.Name == MethodCatalog.Majority;

    public abstract string DataDigest { get; }

    public abstract string BackboneDigest { get; }

    public abstract IReadOnlyList<NeededFile> Needs { get; }

    public abstract RunCost? Cost();

    public abstract void Prepare();

    public abstract RunResult Execute(string folder, IProgress<RunProgress> progress, CancellationToken token);

    /// <summary>What the run's tuned model says about a picture.</summary>
    /// <param name="question">Null: a caption is wanted.</param>
    /// <exception cref="UserErrorException">The model says nothing of that kind (2), or something that it needs is missing (3).</exception>
    public abstract Answered Predict(SavedRun run, Picture picture, string? question);
}

/// <summary>A backbone that was opened for a run.</summary>
/// <param name="Backbone">Without a method.</param>
/// <param name="Task">The run's task, once the method is in place.</param>
/// <param name="Head">Parameters of a fresh head, which do not count among the backbone's.</param>
/// <param name="FeatureWidth">Width that image features must have; null where they always fit.</param>
internal sealed record OpenedBackbone<TItem, TAnswer>(
    IBackbone Backbone,
    Func<IFeatureSource, FineTuneOptions, ITuningTask<TItem, TAnswer>> Task,
    long Head = 0,
    long? FeatureWidth = null
);

/// <summary>What all runs do; a task says what its items, model and measures are.</summary>
internal abstract class RunTask<TItem, TAnswer>(RunConfig config, ExecutionSettings settings) : RunTask(config)
{
    protected Device Where => Devices.Named(settings.Device);

    /// <summary>What the run trains on and answers.</summary>
    protected abstract TuningItems<TItem> Items();

    /// <summary>The bare backbone; the caller disposes its root.</summary>
    protected abstract OpenedBackbone<TItem, TAnswer> Open(PeftMethod method, Generator generator, Device device);

    /// <summary>Image features of these items.</summary>
    /// <param name="width">Width that the backbone reads; null: it is not checked.</param>
    protected abstract IFeatureSource Features(TuningItems<TItem> items, long? width);

    protected virtual FineTuneOptions Options(PeftMethod method, IReadOnlyList<TItem> train) =>
        RunSetup.Options(Config.Train, train.Count);

    /// <summary>Scores and answers of the baseline that looks at nothing.</summary>
    protected abstract (RunResult, IReadOnlyList<TAnswer>) Majority(TuningItems<TItem> items);

    /// <summary>An answer as runs store it.</summary>
    protected abstract PredictionLine Line(TAnswer answer);

    /// <summary>The result with its measures and the names of metric and data set.</summary>
    protected abstract RunResult Named(RunResult result, IReadOnlyList<TAnswer> answers);

    public override void Prepare()
    {
        if (!IsMajority)
            Features(Items(), width: null).Dispose();
    }

    public override RunResult Execute(string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        set_num_threads(settings.Threads);
        var items = Items();
        var (result, answers) = IsMajority ? Majority(items) : Tune(items, folder, progress, token);
        return Named(result, answers);
    }

    private (RunResult, IReadOnlyList<TAnswer>) Tune(
        TuningItems<TItem> items,
        string folder,
        IProgress<RunProgress> progress,
        CancellationToken token
    )
    {
        var (method, random) = (RunSetup.Method(Config), RunSetup.Streams(Config.Train.Seed));
        using var generator = new Generator(RunSetup.AdapterSeed(Config.Train.Seed));
        var opened = Open(method, generator, Where);
        using var root = opened.Backbone.Root;
        CheckFit(method, opened.Backbone);
        using var seen = Features(items, opened.FeatureWidth);
        var features = Config.Method.Name == MethodCatalog.Blind ? new BlindFeatures(seen) : seen;
        var options = Options(method, items.Train);
        var zeroShot = Config.Method.Name == MethodCatalog.ZeroShot;
        if (zeroShot)
            // A step that changes nothing, and a look.
            options = options with
            {
                Steps = 1,
                Looks = 1,
                Optimiser = options.Optimiser with { LearningRate = 0 },
            };
        var device = root.parameters().First().device.type;
        var machine = $"{Processor.Current.Name}, {settings.Threads} threads, {device}";
        var checkpoint = new CheckpointFile(
            Path.Combine(folder, RunFiles.Checkpoint),
            TimeSpan.FromSeconds(settings.CheckpointSeconds),
            machine
        );
        var trained = MethodTraining.Run(
            opened.Backbone,
            method,
            generator,
            () => opened.Task(features, options),
            options,
            random,
            items,
            look => progress.Report(new RunProgress(look.Step, options.Steps, look.Loss, look.DevScore)),
            checkpoint,
            token
        );
        var (result, before) = (trained.Result, checkpoint.Before);
        return (
            new RunResult
            {
                Score = result.TestScore,
                DevScore = result.DevScore,
                ScoreLast = result.LastTestScore,
                BestStep = result.BestStep,
                Steps = zeroShot ? 0 : result.Steps,
                Trainable = zeroShot ? 0 : trained.Trainable,
                Total = trained.Total - opened.Head,
                Metrics = [.. result.Looks.Select(l => new MetricLine(l.Step, l.Loss, l.DevScore, l.LearningRate, l.Seconds))],
                Predictions = result.Predictions.Select(Line),
                AdapterFile =
                    trained.Bare is null || zeroShot ? null : SaveAdapter(folder, opened.Backbone, method, trained.Bare),
                Resumed = before.Times > 0 ? new ResumedWork(before.Times, before.Seconds, before.CpuSeconds) : null,
                Streams = Described(random),
                Determinism =
                    settings.Threads == 1 && device == DeviceType.CPU && before.Machines.All(m => m == machine)
                        ? "bitwise"
                        : "statistical",
            },
            result.Predictions
        );
    }

    private void CheckFit(PeftMethod method, IBackbone backbone)
    {
        if (method.Validate(backbone) is { Count: > 0 } problems)
            throw new UserErrorException(
                $"{Config.Method.Name} does not fit {backbone.Name}: {string.Join(" ", problems)}",
                UserErrorException.BadUsage
            );
    }

    private Dictionary<string, string> Described(RandomStream random)
    {
        var streams = TuningDraws
            .StreamNames.Prepend(RunSetup.AdapterWeights)
            .Select(random.Sub)
            .ToDictionary(s => s.Path, s => s.State.ToString());
        streams["sample of questions (CPython's generator)"] = $"seed {Config.Train.Seed}";
        return streams;
    }

    private static string SaveAdapter(string folder, IBackbone backbone, PeftMethod method, BaseModel bare)
    {
        WeightFile.Saving(() => AdapterFolder.Save(folder, backbone, method, bare));
        return AdapterFolder.WeightsFile;
    }
}
