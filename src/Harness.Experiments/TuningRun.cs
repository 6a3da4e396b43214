using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Runs;
using Harness.Training;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Experiments;

/// <summary>What every run does around its task: options and streams from the configuration, the checkpoint, the saved adapter, the result.</summary>
internal sealed class TuningRun(RunConfig config, ExecutionSettings settings, string folder)
{
    private const string AdapterWeights = "adapter-weights";

    /// <summary>Seed of a run's initial weights, which a saved adapter's start is made again from.</summary>
    public static ulong AdapterSeed(int seed) => Streams(seed).Sub(AdapterWeights).NextUInt64() >> 1;

    /// <summary>The first items of a list; all where the limit is 0.</summary>
    public static IReadOnlyList<T> First<T>(IReadOnlyList<T> items, int limit) => limit > 0 ? [.. items.Take(limit)] : items;

    /// <summary>The run's method; full finetuning for the baseline that may not look.</summary>
    public static PeftMethod Method(RunConfig config) =>
        config.Method.Name == MethodCatalog.Blind
            ? PeftMethods.Create("full")
            : PeftMethods.Create(
                config.Method.Name,
                config.Method.Options.Select(o => KeyValuePair.Create(o.Key, (object?)o.Value))
            );

    /// <summary>The protocol, for a training set of so many items.</summary>
    public static FineTuneOptions Options(TrainConfig t, int items)
    {
        var perEpoch = (items + t.BatchSize - 1) / t.BatchSize;
        return new FineTuneOptions
        {
            BatchSize = t.BatchSize,
            Steps = t.MaxSteps > 0 ? t.MaxSteps : t.Epochs * perEpoch,
            Looks = t.Looks,
            Patience = t.Patience,
            WarmupRatio = t.WarmupRatio,
            ClipNorm = t.Clip,
            EvaluationBatch = t.EvalBatchSize,
            MaxQuestionTokens = t.MaxQuestionTokens,
            MaxAnswerTokens = t.MaxAnswerTokens,
            MaxDecodedTokens = t.MaxDecodedTokens,
            Prompt = t.Prompt,
            AnswerPrompt = t.AnswerPrompt,
            Optimiser = new AdamWOptions
            {
                LearningRate = t.Lr,
                Beta1 = t.Beta1,
                Beta2 = t.Beta2,
                Epsilon = t.Epsilon,
                WeightDecay = t.WeightDecay,
                Rule = t.Optimizer == "adamw" ? AdamWRule.Transformers4 : AdamWRule.Torch,
            },
        };
    }

    /// <summary>Puts the method on a bare backbone.</summary>
    /// <returns>What a saved adapter is said to belong to; null where everything trains and nothing is saved.</returns>
    /// <exception cref="UserErrorException">It does not fit; exit code 2.</exception>
    public BaseModel? Apply(PeftMethod method, IBackbone backbone, TorchSharp.torch.Generator generator)
    {
        var bare = method is Harness.Adapters.Full.FullFinetuning ? null : BaseModel.Of(backbone);
        if (method.Validate(backbone) is { Count: > 0 } problems)
            throw new UserErrorException(
                $"{config.Method.Name} does not fit {backbone.Name}: {string.Join(" ", problems)}",
                UserErrorException.BadUsage
            );
        method.Apply(backbone, generator);
        return bare;
    }

    /// <summary>Tunes, and tells what came out but for the measure's name.</summary>
    /// <param name="total">Numbers of the bare backbone.</param>
    /// <param name="bare">As <see cref="Apply"/> gave it.</param>
    public (RunResult Result, IReadOnlyList<TAnswer> Answers) Execute<TItem, TAnswer>(
        ITuningTask<TItem, TAnswer> task,
        FineTuneOptions options,
        IBackbone backbone,
        PeftMethod method,
        BaseModel? bare,
        long total,
        IReadOnlyList<TItem> train,
        IReadOnlyList<TItem> dev,
        IReadOnlyList<TItem> test,
        Func<TAnswer, PredictionLine> line,
        IProgress<RunProgress> progress,
        CancellationToken token
    )
    {
        var random = Streams(config.Train.Seed);
        var device = task.Model.parameters().First().device.type;
        var machine = $"{Processor.Current.Name}, {settings.Threads} threads, {device}";
        var checkpoint = new CheckpointFile(
            Path.Combine(folder, RunFiles.Checkpoint),
            TimeSpan.FromSeconds(settings.CheckpointSeconds),
            machine
        );
        var result = new Tuner<TItem, TAnswer>(task, options, random).Run(
            train,
            dev,
            test,
            look => progress.Report(new RunProgress(look.Step, options.Steps, look.Loss, look.DevScore)),
            checkpoint,
            token
        );
        var before = checkpoint.Before;
        return (
            new RunResult
            {
                Score = result.TestScore,
                DevScore = result.DevScore,
                ScoreLast = result.LastTestScore,
                BestStep = result.BestStep,
                Steps = result.Steps,
                Trainable = PeftMethod.Trainable(backbone).Sum(p => p.parameter.numel()),
                Total = total,
                Metrics = [.. result.Looks.Select(l => new MetricLine(l.Step, l.Loss, l.DevScore, l.LearningRate, l.Seconds))],
                Predictions = result.Predictions.Select(line),
                AdapterFile = bare is null ? null : SaveAdapter(backbone, method, bare),
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

    private static RandomStream Streams(int seed) => RandomStream.Root(seed).Sub("run");

    private Dictionary<string, string> Described(RandomStream random)
    {
        var streams = TuningDraws
            .StreamNames.Prepend(AdapterWeights)
            .Select(random.Sub)
            .ToDictionary(s => s.Path, s => s.State.ToString());
        streams["sample of questions (CPython's generator)"] = $"seed {config.Train.Seed}";
        return streams;
    }

    private string SaveAdapter(IBackbone backbone, PeftMethod method, BaseModel bare)
    {
        WeightFile.Saving(() => AdapterFolder.Save(folder, backbone, method, bare));
        return AdapterFolder.WeightsFile;
    }
}
