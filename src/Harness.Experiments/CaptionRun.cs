using Harness.Adapters;
using Harness.Backbones.Gpt2Models;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Metrics;
using Harness.Data.Pictures;
using Harness.Experiments.Predicting;
using Harness.Experiments.Published;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Training.Captions;
using Harness.Training.Features;
using Harness.Training.Tuning;
using Harness.Training.VitText;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>
/// Captions by a frozen vision transformer and a left-to-right language model (routing paper, decoder-only setting). Nothing trains but the method.
/// Published models run as released: each caption is an item of its own.
/// </summary>
internal sealed class CaptionRun(RunConfig config, VitTextAssets assets, ExecutionSettings settings)
    : RunTask<CaptionedPicture, WrittenCaption>(config, settings)
{
    public override string DataDigest => Data.Digest;

    public override string BackboneDigest => Source.Digest;

    public override IReadOnlyList<NeededFile> Needs => assets.Needs(Config);

    private ICaptionDataset Data => assets.Dataset<ICaptionDataset>(Config.Dataset);

    private IVitTextSource Source => assets.Source(Config.Backbone);

    public override RunCost? Cost() => RoutingBackbone.Of(Config.Backbone)?.Cost(Config);

    public override Answered Predict(SavedRun run, Picture picture, string? question)
    {
        if (question is not null)
            throw new UserErrorException(
                $"{Config.Backbone.Name} writes captions and answers no questions; leave --question out.",
                UserErrorException.BadUsage
            );
        var (language, method) = run.Open(Source.Digest, random => Language(random));
        using var captioner = Captioner(RunSetup.Method(Config), language);
        using var reader = Source.OpenVision(Config.Backbone.Vision == "pooled");
        return Answered.About(
            picture,
            "picture",
            reader,
            (seen, context) =>
            {
                var options = RunSetup.Options(Config.Train, 1);
                var task = new CaptionTask(captioner, method, Source.Tokenizer, seen, options, Config.Train.NumBeams);
                return [new GivenAnswer(task.Answer([new CaptionedPicture("picture", [])], context, default)[0].Text, null)];
            }
        );
    }

    protected override TuningItems<CaptionedPicture> Items() =>
        TrainingSample.Items(
            Data,
            Config,
            Source.AsReleased ? split => Single(Data.Captions(split)) : Data.Captions,
            Data.Captions
        );

    protected override OpenedBackbone<CaptionedPicture, WrittenCaption> Open(
        PeftMethod method,
        Generator generator,
        Device device
    )
    {
        var captioner = Captioner(method, Language(generator, device));
        return new(
            captioner.Language,
            (images, options) => new CaptionTask(captioner, method, Source.Tokenizer, images, options, Config.Train.NumBeams)
        );
    }

    protected override IFeatureSource Features(TuningItems<CaptionedPicture> items, long? width) =>
        assets.Pictures(Config, Data, Data.Captions, items, c => c.PictureId, Where);

    protected override (RunResult, IReadOnlyList<WrittenCaption>) Majority(TuningItems<CaptionedPicture> items) =>
        throw new UserErrorException(
            "method.name = majority answers questions; for captions choose blind as baseline.",
            UserErrorException.BadUsage
        );

    protected override RunResult Named(RunResult result, IReadOnlyList<WrittenCaption> answers) =>
        result with
        {
            Metric = $"100 × CIDEr-D; {CaptionMetrics.Version}",
            Measures = WrittenCaption.Measures(answers),
            Dataset = Data.Name,
        };

    protected override PredictionLine Line(WrittenCaption c) =>
        new(c.Picture.PictureId, c.Picture.PictureId, c.Picture.Form, "caption", "", c.Picture.Texts[0], c.Text, c.Likeness);

    private Gpt2 Language(Generator generator, Device? device = null) =>
        Source.LoadGpt2(Config.Train.Dropout, Config.Backbone.Weights == "random" ? generator : null, device);

    private Gpt2Captioner Captioner(PeftMethod method, Gpt2 language)
    {
        var route = ImageRoute.Of(Config, method);
        return new Gpt2Captioner(
            language,
            new CaptionerOptions
            {
                VisualPrefix = route.Prefix,
                Routing = route.Routes,
                ReleasedLoss = Source.AsReleased,
            }
        );
    }

    private static IReadOnlyList<CaptionedPicture> Single(IReadOnlyList<CaptionedPicture> pictures) =>
        [.. pictures.SelectMany(p => p.Texts.Select(t => p with { Texts = [t] }))];
}
