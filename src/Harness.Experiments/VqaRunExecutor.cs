using System.Collections.Concurrent;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Data.PaperFiles;
using Harness.Experiments.Costs;
using Harness.Runs;
using Harness.Training.Features;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>Low-resource visual question answering with VL-T5: every method of the MixPHM paper, and the baselines of its tables.</summary>
/// <param name="assets">Data sets, backbones and cached region features.</param>
public sealed class VqaRunExecutor(VqaAssets assets, ExecutionSettings settings) : IRunExecutor
{
    private readonly ConcurrentDictionary<VlT5Config, VlT5Cost> costs = [];

    public string DataDigest(RunConfig config) => assets.DataDigest(config.Dataset);

    public string BackboneDigest(RunConfig config) =>
        config.Method.Name == MethodCatalog.Majority ? "" : assets.Digest(config.Backbone);

    public string CodeVersion(RunConfig config) => assets.CodeVersion;

    public IReadOnlyList<NeededFile> Needs(RunConfig config) => assets.Needs(config.Dataset, config.Backbone);

    /// <summary>By counting, for a published backbone on the papers' data sets.</summary>
    public RunCost? Cost(RunConfig config)
    {
        if (assets.Sizes(config.Backbone) is not { } sizes || PaperDatasets.TestQuestions(config.Dataset.Name) is not { } test)
            return null;
        if (config.Method.Name == MethodCatalog.Majority)
            return new RunCost(0, 0, 0);
        return costs
            .GetOrAdd(sizes, s => new VlT5Cost(s))
            .Of(
                TuningRun.Method(config),
                config.Train,
                CostEstimate.Steps(config),
                config.Dataset.TestLimit > 0 ? Math.Min(config.Dataset.TestLimit, test) : test
            );
    }

    /// <summary>Computes the region features that the run needs, so that workers find them instead of each computing them.</summary>
    public void Prepare(RunConfig config)
    {
        if (config.Method.Name != MethodCatalog.Majority)
            assets.Regions(config, assets.Dataset(config.Dataset)).Dispose();
    }

    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        set_num_threads(settings.Threads);
        var data = assets.Dataset(config.Dataset);
        var (train, dev) = LowResourceSample.Draw(
            data.Questions(config.Dataset.Train),
            config.Train.NTrain,
            config.Train.Seed,
            config.Train.NDev
        );
        var test = TuningRun.First(data.Questions(config.Dataset.Test), config.Dataset.TestLimit);
        var metric = AnswerMetric.Named(config.Dataset.Metric, data, config.Dataset.Test);
        var result =
            config.Method.Name == MethodCatalog.Majority
                ? Majority(train, dev, test, metric)
                : Tune(config, data, train, dev, test, metric, folder, progress, token);
        return result with { Metric = metric.Version, Dataset = data.Name };
    }

    /// <summary>The baseline that looks at nothing.</summary>
    internal static RunResult Majority(
        IReadOnlyList<Question> train,
        IReadOnlyList<Question> dev,
        IReadOnlyList<Question> test,
        AnswerMetric metric
    )
    {
        var answerer = new MajorityAnswer(train);
        var predictions = test.Select(q => answerer.Answer(q, metric)).ToList();
        return new RunResult
        {
            Score = Prediction.Accuracy(predictions),
            DevScore = Prediction.Accuracy([.. dev.Select(q => answerer.Answer(q, AnswerMetric.SoftLabel))]),
            Predictions = predictions.Select(Line),
        };
    }

    private RunResult Tune(
        RunConfig config,
        IVqaDataset data,
        IReadOnlyList<Question> train,
        IReadOnlyList<Question> dev,
        IReadOnlyList<Question> test,
        AnswerMetric metric,
        string folder,
        IProgress<RunProgress> progress,
        CancellationToken token
    )
    {
        using var generator = new Generator(AdapterSeed(config.Train.Seed));
        var (backbone, device) = (assets.Source(config), Devices.Named(settings.Device));
        using var model =
            config.Backbone.Weights == "random"
                ? backbone.RandomModel(config.Train.Dropout, generator, device)
                : backbone.LoadModel(config.Train.Dropout, generator, device);
        var total = model.parameters().Sum(p => p.numel());
        var (run, method) = (new TuningRun(config, settings, folder), TuningRun.Method(config));
        var bare = run.Apply(method, model, generator);
        using var seen = assets.Regions(config, data);
        seen.Check(train.Concat(dev).Concat(test).Select(q => q.PictureId), model.Config.FeatDim);
        IFeatureSource regions = config.Method.Name == MethodCatalog.Blind ? new BlindFeatures(seen) : seen;
        var options = TuningRun.Options(config.Train, train.Count);
        var task = new VlT5Task(model, method, backbone.Tokenizer, regions, options, metric);
        return run.Execute(task, options, model, method, bare, total, train, dev, test, Line, progress, token).Result;
    }

    /// <inheritdoc cref="TuningRun.AdapterSeed"/>
    public static ulong AdapterSeed(int seed) => TuningRun.AdapterSeed(seed);

    /// <summary>A prediction as runs store it.</summary>
    internal static PredictionLine Line(Prediction p) =>
        new(
            p.Question.Id,
            p.Question.PictureId,
            p.Question.Form,
            p.Question.AnswerType,
            p.Question.Text,
            p.Question.BestAnswer(),
            p.Answer,
            p.Score
        );
}
