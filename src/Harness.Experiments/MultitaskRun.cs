using Harness.Adapters;
using Harness.Backbones.ClipBartModels;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Data.Pictures;
using Harness.Experiments.Predicting;
using Harness.Experiments.Published;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Training.Features;
using Harness.Training.Multitask;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>
/// VL-Adapter's four tasks with CLIP-BART, tuned together (routing paper, encoder-decoder setting). <c>train.n_d</c>, the training questions, counts each
/// task's own; and so does n_dev; test_limit counts all tasks together, which take turns. The embedding of cells trains with every method. Published BART runs as
/// released, with a batch size a task.
/// </summary>
internal sealed class MultitaskRun(RunConfig config, ClipBartAssets assets, ExecutionSettings settings)
    : RunTask<Question, MultitaskAnswer>(config, settings)
{
    public override string DataDigest =>
        assets.OwnGrids(Config.Backbone) is { } clip ? FileDigest.OfTexts(Data.Digest, clip) : Data.Digest;

    public override string BackboneDigest => IsMajority ? "" : Source.Digest;

    public override IReadOnlyList<NeededFile> Needs => assets.Needs(Config);

    private FourTasks Data => assets.Dataset(Config.Dataset);

    private IClipBartSource Source => assets.Source(Config.Backbone);

    public override RunCost? Cost() => RoutingBackbone.Of(Config.Backbone)?.Cost(Config);

    public override Answered Predict(SavedRun run, Picture picture, string? question)
    {
        using var reader = assets.Tower(Config.Backbone);
        var (model, method) = run.Open(Source.Digest, random => Model(random));
        var task = question is null ? FourTasks.Caption : FourTasks.Vqa;
        var asked = new Question("", task + ":picture", question ?? "", task + "/", "", new Dictionary<string, double>());
        using (model)
            return Answered.About(
                picture,
                asked.PictureId,
                reader,
                (seen, context) =>
                {
                    var options = RunSetup.Options(Config.Train, 1);
                    var answering = new MultitaskTask(model, method, Source.Tokenizer, seen, options, Config.Train.NumBeams);
                    return [new GivenAnswer(answering.Said([asked], context, default)[0], null)];
                }
            );
    }

    protected override TuningItems<Question> Items()
    {
        var data = Data;
        var drawn = FourTasks
            .Tasks.Select(task =>
                TrainingSample.Draw<Question>(
                    data,
                    Config,
                    split => [.. data.Questions(split).Where(q => FourTasks.TaskOf(q) == task)]
                )
            )
            .ToList();
        return new TuningItems<Question>(
            [.. drawn.SelectMany(d => d.Train)],
            [.. drawn.SelectMany(d => d.Dev)],
            RunSetup.First(data.Questions(Config.Dataset.Test), Config.Dataset.TestLimit)
        );
    }

    protected override OpenedBackbone<Question, MultitaskAnswer> Open(PeftMethod method, Generator generator, Device device)
    {
        var (model, source) = (Model(generator, device), Source);
        return new(
            model,
            (images, options) =>
                new MultitaskTask(model, method, source.Tokenizer, images, options, Config.Train.NumBeams, source.AsReleased),
            FeatureWidth: model.Config.FeatDim
        );
    }

    protected override IFeatureSource Features(TuningItems<Question> items, long? width) =>
        assets.Pictures(Config, items.All, Where, width);

    protected override FineTuneOptions Options(PeftMethod method, IReadOnlyList<Question> train)
    {
        var options = base.Options(method, train);
        return Source.AsReleased && Config.Train.MaxSteps == 0
            ? options with
            {
                Steps = Config.Train.Epochs * MultitaskTask.ReleasedBatches(train, options.BatchSize),
            }
            : options;
    }

    protected override (RunResult, IReadOnlyList<MultitaskAnswer>) Majority(TuningItems<Question> items)
    {
        var answerer = new MajorityAnswer(items.Train);
        var (seen, answers) = (Said(items.Dev), Said(items.Test));
        return (
            new RunResult
            {
                Score = MultitaskAnswer.Score(answers),
                DevScore = MultitaskAnswer.Score(seen),
                Predictions = answers.Select(Line),
            },
            answers
        );

        List<MultitaskAnswer> Said(IReadOnlyList<Question> questions) =>
            [.. questions.Select(q => MultitaskAnswer.Of(q, answerer.Answer(q, AnswerMetric.SoftLabel).Answer))];
    }

    protected override RunResult Named(RunResult result, IReadOnlyList<MultitaskAnswer> answers) =>
        result with
        {
            Metric = MultitaskAnswer.Version,
            Measures = MultitaskAnswer.Measures(answers),
            // A deviation that no table may hide: VL-Adapter's own features were not there.
            Dataset = assets.OwnGrids(Config.Backbone) is null ? Data.Name : $"{Data.Name}-own-features",
        };

    protected override PredictionLine Line(MultitaskAnswer a) =>
        new(
            a.Question.Id,
            a.Question.PictureId,
            a.Question.Form,
            a.Question.AnswerType,
            a.Question.Text,
            a.Question.BestAnswer(),
            a.Text,
            a.Right
        );

    private ClipBart Model(Generator generator, Device? device = null) =>
        Config.Backbone.Weights == "random"
            ? Source.RandomModel(Config.Train.Dropout, generator, device)
            : Source.LoadModel(Config.Train.Dropout, generator, device);
}
