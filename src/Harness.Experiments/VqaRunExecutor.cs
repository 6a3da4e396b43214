using Harness.Adapters;
using Harness.Adapters.Full;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Runs;
using Harness.Training;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>Low-resource visual question answering with VL-T5: every method of the MixPHM paper, and the baselines of its tables.</summary>
/// <param name="assets">Data sets, backbones and cached region features.</param>
public sealed class VqaRunExecutor(VqaAssets assets, ExecutionSettings settings) : IRunExecutor
{
    private const string AdapterWeights = "adapter-weights";

    public string DataDigest(RunConfig config) => assets.DataDigest(config.Dataset);

    public string BackboneDigest(RunConfig config) => config.Method.Name == "majority" ? "" : assets.Folder(config.Backbone).Digest;

    public string CodeVersion(RunConfig config) => assets.CodeVersion;

    /// <summary>Computes the region features that the run needs, so that workers find them instead of each computing them.</summary>
    public void Prepare(RunConfig config)
    {
        if (config.Method.Name != "majority")
            assets.Regions(config, assets.Dataset(config.Dataset)).Dispose();
    }

    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        set_num_threads(settings.Threads);
        var data = assets.Dataset(config.Dataset);
        var (train, dev) = LowResourceSample.Draw(data.Questions(config.Dataset.Train), config.Train.NTrain, config.Train.Seed);
        IReadOnlyList<Question> test = data.Questions(config.Dataset.Test);
        if (config.Dataset.TestLimit > 0)
            test = [.. test.Take(config.Dataset.TestLimit)];
        var metric = AnswerMetric.Named(config.Dataset.Metric, data, config.Dataset.Test);
        var result = config.Method.Name == "majority" ? Majority(train, dev, test, metric) : Tune(config, data, train, dev, test, metric, folder, progress, token);
        return result with { Metric = metric.Version, Dataset = data.Name };
    }

    private static RunResult Majority(IReadOnlyList<Question> train, IReadOnlyList<Question> dev, IReadOnlyList<Question> test, AnswerMetric metric)
    {
        var answerer = new MajorityAnswer(train);
        var predictions = test.Select(q => answerer.Answer(q, metric)).ToList();
        return new RunResult
        {
            Score = FineTuner.Score(predictions),
            DevScore = FineTuner.Score([.. dev.Select(q => answerer.Answer(q, AnswerMetric.SoftLabel))]),
            Predictions = predictions.Select(Line),
        };
    }

    private RunResult Tune(
        RunConfig config, IVqaDataset data, IReadOnlyList<Question> train, IReadOnlyList<Question> dev, IReadOnlyList<Question> test,
        AnswerMetric metric, string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        var random = Streams(config.Train.Seed);
        using var generator = new Generator(AdapterSeed(config.Train.Seed));
        var backbone = assets.Folder(config);
        using var model = config.Backbone.Weights == "random"
            ? backbone.RandomModel(config.Train.Dropout, generator) : backbone.LoadModel(config.Train.Dropout, generator);
        var total = model.parameters().Sum(p => p.numel());
        var blind = config.Method.Name == "blind";
        var method = blind ? PeftMethods.Create("full")
            : PeftMethods.Create(config.Method.Name, config.Method.Options.Select(o => KeyValuePair.Create(o.Key, (object?)o.Value)));
        var bare = method is FullFinetuning ? null : BaseModel.Of(model);
        if (method.Validate(model) is { Count: > 0 } problems)
            throw new UserErrorException($"{config.Method.Name} does not fit {model.Name}: {string.Join(" ", problems)}", UserErrorException.BadUsage);
        method.Apply(model, generator);
        using var seen = assets.Regions(config, data);
        seen.Check(train.Concat(dev).Concat(test).Select(q => q.PictureId), model.Config.FeatDim);
        IRegionSource regions = blind ? new BlindRegions(seen) : seen;
        var options = Options(config.Train, train.Count);
        var tuner = new FineTuner(model, method, backbone.Tokenizer, regions, options, random, metric);
        var machine = $"{Processor.Current.Name}, {settings.Threads} threads, {settings.Device}";
        var checkpoint = new CheckpointFile(Path.Combine(folder, RunFiles.Checkpoint), TimeSpan.FromSeconds(settings.CheckpointSeconds), machine);
        var result = tuner.Run(
            train, dev, test,
            look => progress.Report(new RunProgress(look.Step, options.Steps, look.Loss, look.DevScore)), checkpoint, token);
        var before = checkpoint.Before;
        return new RunResult
        {
            Score = result.TestScore,
            DevScore = result.DevScore,
            ScoreLast = result.LastTestScore,
            BestStep = result.BestStep,
            Steps = result.Steps,
            Trainable = PeftMethod.Trainable(model).Sum(p => p.parameter.numel()),
            Total = total,
            Metrics = [.. result.Looks.Select(l => new MetricLine(l.Step, l.Loss, l.DevScore, l.LearningRate, l.Seconds))],
            Predictions = result.Predictions.Select(Line),
            AdapterFile = bare is null ? null : SaveAdapter(folder, model, method, bare),
            Resumed = before.Times > 0 ? new ResumedWork(before.Times, before.Seconds, before.CpuSeconds) : null,
            Streams = Streams(config.Train.Seed, random),
            Determinism = settings.Threads == 1 && settings.Device != "cuda" && before.Machines.All(m => m == machine) ? "bitwise" : "statistical",
        };
    }

    private static FineTuneOptions Options(TrainConfig t, int questions)
    {
        var perEpoch = (questions + t.BatchSize - 1) / t.BatchSize;
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
            Prompt = t.Prompt,
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

    /// <summary>Seed of a run's initial weights, which a saved adapter's start is made again from.</summary>
    public static ulong AdapterSeed(int seed) => Streams(seed).Sub(AdapterWeights).NextUInt64() >> 1;

    private static RandomStream Streams(int seed) => RandomStream.Root(seed).Sub("run");

    private static Dictionary<string, string> Streams(int seed, RandomStream random)
    {
        var streams = new[] { AdapterWeights }.Concat(FineTuner.StreamNames).Select(random.Sub).ToDictionary(s => s.Path, s => s.State.ToString());
        streams["sample of questions (CPython's generator)"] = $"seed {seed}";
        return streams;
    }

    private static string SaveAdapter(string folder, VlT5 model, PeftMethod method, BaseModel bare)
    {
        WeightFile.Saving(() => AdapterFolder.Save(folder, model, method, bare));
        return AdapterFolder.WeightsFile;
    }

    private static PredictionLine Line(Prediction p) => new(
        p.Question.Id, p.Question.PictureId, p.Question.Form, p.Question.AnswerType, p.Question.Text,
        p.Question.BestAnswer(), p.Answer, p.Score);
}
