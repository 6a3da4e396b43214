using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Experiments.Published;
using Harness.Runs;
using Harness.Training.Captions;
using Harness.Training.Features;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>
/// Captions by a frozen vision transformer and a left-to-right language model (routing paper, decoder-only setting). Nothing trains but the method.
/// Published models run as released: each caption is an item of its own.
/// </summary>
public sealed class CaptionRunExecutor(UnimodalAssets assets, ExecutionSettings settings) : IRunExecutor, IPredictor
{
    public string DataDigest(RunConfig config) => Data(config).Digest;

    public string BackboneDigest(RunConfig config) => assets.Source(config.Backbone).Digest;

    public string CodeVersion(RunConfig config) => assets.CodeVersion;

    public IReadOnlyList<NeededFile> Needs(RunConfig config) => assets.Needs(config);

    public RunCost? Cost(RunConfig config) => RoutingBackbone.Of(config.Backbone)?.Cost(config);

    public void Prepare(RunConfig config) => Pictures(config, Items(config)).Dispose();

    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        if (config.Method.Name == MethodCatalog.Majority)
            throw new UserErrorException(
                "method.name = majority answers questions; for captions choose blind as baseline.",
                UserErrorException.BadUsage
            );
        set_num_threads(settings.Threads);
        var data = Data(config);
        var (backbone, device) = (assets.Source(config.Backbone), Devices.Named(settings.Device));
        var items = Items(config);
        using var generator = new Generator(TuningRun.AdapterSeed(config.Train.Seed));
        var (run, method) = (new TuningRun(config, settings, folder), TuningRun.Method(config));
        using var captioner = Captioner(config, method, Language(config, generator, device));
        var total = captioner.Language.parameters().Sum(p => p.numel());
        var bare = run.Apply(method, captioner.Language, generator);
        using var seen = Pictures(config, items);
        IFeatureSource pictures = config.Method.Name == MethodCatalog.Blind ? new BlindFeatures(seen) : seen;
        var options = TuningRun.Options(config.Train, items.Train.Count);
        var task = new CaptionTask(captioner, method, backbone.Tokenizer, pictures, options, config.Train.NumBeams);
        var (result, written) = run.Execute(
            task,
            options,
            captioner.Language,
            method,
            bare,
            total,
            items.Train,
            items.Dev,
            items.Test,
            Line,
            progress,
            token
        );
        return result with
        {
            Metric = $"100 × CIDEr-D; {CaptionMetrics.Version}",
            Measures = WrittenCaption.Measures(written),
            Dataset = data.Name,
        };
    }

    /// <inheritdoc/>
    public Answered Predict(SavedRun run, Picture picture, string? question)
    {
        var (config, backbone) = (run.Config, assets.Source(run.Config.Backbone));
        if (question is not null)
            throw new UserErrorException(
                $"{config.Backbone.Name} writes captions and answers no questions; leave --question out.",
                UserErrorException.BadUsage
            );
        var (language, method) = run.Open(backbone.Digest, random => Language(config, random));
        using var captioner = Captioner(config, TuningRun.Method(config), language);
        using var reader = backbone.OpenVision(config.Backbone.Vision == "pooled");
        return Answered.About(
            picture,
            "picture",
            reader,
            (seen, context) =>
            {
                var options = TuningRun.Options(config.Train, 1);
                var task = new CaptionTask(captioner, method, backbone.Tokenizer, seen, options, config.Train.NumBeams);
                return [new GivenAnswer(task.Answer([new CaptionedPicture("picture", [])], context, default)[0].Text, null)];
            }
        );
    }

    private Gpt2 Language(RunConfig config, Generator generator, Device? device = null) =>
        assets
            .Source(config.Backbone)
            .LoadGpt2(config.Train.Dropout, config.Backbone.Weights == "random" ? generator : null, device);

    private Gpt2Captioner Captioner(RunConfig config, PeftMethod method, Gpt2 language)
    {
        var picture = UnimodalRun.Of(config, method);
        return new Gpt2Captioner(
            language,
            new CaptionerOptions
            {
                VisualPrefix = picture.Prefix,
                Routing = picture.Routes,
                ReleasedLoss = assets.Source(config.Backbone).AsReleased,
            }
        );
    }

    private ICaptionDataset Data(RunConfig config) => assets.Dataset<ICaptionDataset>(config.Dataset);

    private RunItems<CaptionedPicture> Items(RunConfig config)
    {
        var data = Data(config);
        return TrainingSample.Items(
            data,
            config,
            assets.Source(config.Backbone).AsReleased ? split => Single(data.Captions(split)) : data.Captions,
            data.Captions
        );
    }

    private CachedFeatures Pictures(RunConfig config, RunItems<CaptionedPicture> items) =>
        assets.Pictures(config, Data(config), Data(config).Captions, items, c => c.PictureId, Devices.Named(settings.Device));

    private static IReadOnlyList<CaptionedPicture> Single(IReadOnlyList<CaptionedPicture> pictures) =>
        [.. pictures.SelectMany(p => p.Texts.Select(t => p with { Texts = [t] }))];

    private static PredictionLine Line(WrittenCaption c) =>
        new(c.Picture.PictureId, c.Picture.PictureId, c.Picture.Form, "caption", "", c.Picture.Texts[0], c.Text, c.Likeness);
}
