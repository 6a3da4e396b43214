using Harness.Adapters;
using Harness.Backbones.RobertaModels;
using Harness.Data;
using Harness.Data.Pictures;
using Harness.Experiments.Predicting;
using Harness.Experiments.Published;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Training.Features;
using Harness.Training.Tuning;
using Harness.Training.VitText;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>
/// Visual question answering with a frozen vision transformer and a text encoder (routing paper, encoder-only setting): what trains beside a
/// method is a fresh answer head of two layers. Published models run as released; behind a small one's prefix text is embedded once.
/// </summary>
internal sealed class RobertaRun(RunConfig config, VitTextAssets assets, ExecutionSettings settings)
    : QuestionRun(config, settings)
{
    public override string DataDigest => assets.DataDigest(Config.Dataset, Data);

    public override string BackboneDigest => IsMajority ? "" : Source.Digest;

    public override IReadOnlyList<NeededFile> Needs => assets.Needs(Config);

    protected override IVqaDataset Data => assets.Dataset<IVqaDataset>(Config.Dataset);

    private IVitTextSource Source => assets.Source(Config.Backbone);

    private AnswerList Answers => assets.Answers(Config.Dataset, Data.Questions(Config.Dataset.Train));

    public override RunCost? Cost() => RoutingBackbone.Of(Config.Backbone)?.Cost(Config);

    public override Answered Predict(SavedRun run, Picture picture, string? question)
    {
        var (asked, answers) = (Answered.Needed(question, Config.Backbone.Name), Answers);
        var (model, method) = run.Open(Source.Digest, random => Model(RunSetup.Method(Config), answers, random));
        using var reader = Source.OpenVision(Config.Backbone.Vision == "pooled");
        using (model)
            return Answered.About(
                picture,
                "picture",
                reader,
                (seen, context) =>
                {
                    var task = new RobertaTask(model, answers, Source.Tokenizer, seen, Options(method, []));
                    var ranked = task.Ranked(asked, "picture", context, Answered.MostAlternatives);
                    return [.. ranked.Select(a => new GivenAnswer(a.Answer, a.Probability))];
                }
            );
    }

    protected override TuningItems<Question> Items() => TrainingSample.Items(Data, Config, Data.Questions);

    protected override OpenedBackbone<Question, Prediction> Open(PeftMethod method, Generator generator, Device device)
    {
        var (answers, metric) = (Answers, Metric);
        var model = Model(method, answers, generator, device);
        return new(
            model,
            (images, options) => new RobertaTask(model, answers, Source.Tokenizer, images, options, metric),
            Head: model.Config.HeadParameters
        );
    }

    protected override IFeatureSource Features(TuningItems<Question> items, long? width) =>
        assets.Pictures(Config, Data, Data.Questions, items, q => q.PictureId, Where);

    protected override FineTuneOptions Options(PeftMethod method, IReadOnlyList<Question> train)
    {
        var options = base.Options(method, train);
        return Source.AsReleased && ImageRoute.Of(Config, method).Prefix
            ? options with
            {
                MaxQuestionTokens = options.MaxQuestionTokens - 1,
            }
            : options;
    }

    private RobertaVqa Model(PeftMethod method, AnswerList answers, Generator generator, Device? device = null)
    {
        var route = ImageRoute.Of(Config, method);
        var around = new RobertaVqaConfig
        {
            Answers = answers.Answers.Count,
            Wiring =
                !route.Routes ? VqaWiring.Prefix
                : route.Prefix ? VqaWiring.RoutingPrefix
                : VqaWiring.Routing,
            DoubleEmbedding = Source.AsReleased,
        };
        return Source.LoadRoberta(around, Config.Train.Dropout, generator, Config.Backbone.Weights == "random", device);
    }
}
