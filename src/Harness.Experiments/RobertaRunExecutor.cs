using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Experiments.Published;
using Harness.Runs;
using Harness.Training.Features;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>
/// Visual question answering with a frozen vision transformer and a text encoder (routing paper, encoder-only setting): what trains beside a
/// method is a fresh answer head of two layers. Published models run as released; behind a small one's prefix text is embedded once.
/// </summary>
public sealed class RobertaRunExecutor(UnimodalAssets assets, ExecutionSettings settings) : IRunExecutor, IPredictor
{
    public string DataDigest(RunConfig config) => assets.DataDigest(config.Dataset, Data(config));

    public string BackboneDigest(RunConfig config) =>
        config.Method.Name == MethodCatalog.Majority ? "" : assets.Source(config.Backbone).Digest;

    public string CodeVersion(RunConfig config) => assets.CodeVersion;

    public IReadOnlyList<NeededFile> Needs(RunConfig config) => assets.Needs(config);

    public RunCost? Cost(RunConfig config) => RoutingBackbone.Of(config.Backbone)?.Cost(config);

    public void Prepare(RunConfig config)
    {
        if (config.Method.Name != MethodCatalog.Majority)
            Pictures(config, Items(config)).Dispose();
    }

    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        set_num_threads(settings.Threads);
        var data = Data(config);
        var items = Items(config);
        var metric = AnswerMetric.Named(config.Dataset.Metric, data, config.Dataset.Test);
        var result =
            config.Method.Name == MethodCatalog.Majority
                ? VqaRunExecutor.Majority(items.Train, items.Dev, items.Test, metric)
                : Tune(config, Answers(config), items, metric, folder, progress, token);
        return result with { Metric = metric.Version, Dataset = data.Name };
    }

    /// <inheritdoc/>
    public Answered Predict(SavedRun run, Picture picture, string? question)
    {
        var (config, asked) = (run.Config, IPredictor.Needed(question, run.Config.Backbone.Name));
        var (backbone, answers) = (assets.Source(config.Backbone), Answers(config));
        var (model, method) = run.Open(backbone.Digest, random => Model(config, TuningRun.Method(config), answers, random));
        using var reader = backbone.OpenVision(config.Backbone.Vision == "pooled");
        using (model)
            return Answered.About(
                picture,
                "picture",
                reader,
                (seen, context) =>
                {
                    var task = new RobertaTask(model, answers, backbone.Tokenizer, seen, Options(config, method, 1));
                    var ranked = task.Ranked(asked, "picture", context, IPredictor.Alternatives);
                    return [.. ranked.Select(a => new GivenAnswer(a.Answer, a.Probability))];
                }
            );
    }

    private RunResult Tune(
        RunConfig config,
        AnswerList answers,
        RunItems<Question> items,
        AnswerMetric metric,
        string folder,
        IProgress<RunProgress> progress,
        CancellationToken token
    )
    {
        using var generator = new Generator(TuningRun.AdapterSeed(config.Train.Seed));
        var (run, method, backbone) = (
            new TuningRun(config, settings, folder),
            TuningRun.Method(config),
            assets.Source(config.Backbone)
        );
        using var model = Model(config, method, answers, generator, Devices.Named(settings.Device));
        var total = model.parameters().Sum(p => p.numel()) - model.Config.HeadParameters;
        var bare = run.Apply(method, model, generator);
        using var seen = Pictures(config, items);
        IFeatureSource pictures = config.Method.Name == MethodCatalog.Blind ? new BlindFeatures(seen) : seen;
        var options = Options(config, method, items.Train.Count);
        var task = new RobertaTask(model, answers, backbone.Tokenizer, pictures, options, metric);
        return run.Execute(
            task,
            options,
            model,
            method,
            bare,
            total,
            items.Train,
            items.Dev,
            items.Test,
            VqaRunExecutor.Line,
            progress,
            token
        ).Result;
    }

    private RobertaVqa Model(RunConfig config, PeftMethod method, AnswerList answers, Generator generator, Device? device = null)
    {
        var (backbone, picture) = (assets.Source(config.Backbone), UnimodalRun.Of(config, method));
        var around = new RobertaVqaConfig
        {
            Answers = answers.Answers.Count,
            Wiring =
                !picture.Routes ? VqaWiring.Prefix
                : picture.Prefix ? VqaWiring.RoutingPrefix
                : VqaWiring.Routing,
            DoubleEmbedding = backbone.AsReleased,
        };
        return backbone.LoadRoberta(around, config.Train.Dropout, generator, config.Backbone.Weights == "random", device);
    }

    private FineTuneOptions Options(RunConfig config, PeftMethod method, int items)
    {
        var options = TuningRun.Options(config.Train, items);
        return assets.Source(config.Backbone).AsReleased && UnimodalRun.Of(config, method).Prefix
            ? options with
            {
                MaxQuestionTokens = options.MaxQuestionTokens - 1,
            }
            : options;
    }

    private AnswerList Answers(RunConfig config) => assets.Answers(config.Dataset, Data(config).Questions(config.Dataset.Train));

    private IVqaDataset Data(RunConfig config) => assets.Dataset<IVqaDataset>(config.Dataset);

    private RunItems<Question> Items(RunConfig config) => TrainingSample.Items(Data(config), config, Data(config).Questions);

    private CachedFeatures Pictures(RunConfig config, RunItems<Question> items) =>
        assets.Pictures(config, Data(config), Data(config).Questions, items, q => q.PictureId, Devices.Named(settings.Device));
}
