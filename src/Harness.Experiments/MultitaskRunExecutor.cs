using Harness.Backbones;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Experiments.Published;
using Harness.Runs;
using Harness.Training.Features;
using Harness.Training.Multitask;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>
/// VL-Adapter's four tasks with CLIP-BART, tuned together (routing paper, encoder-decoder setting). <c>train.n_d</c>, the training questions, counts each
/// task's own; and so does n_dev; test_limit counts all tasks together, which take turns. The embedding of cells trains with every method. Published BART runs as
/// released, with a batch size a task.
/// </summary>
public sealed class MultitaskRunExecutor(ClipBartAssets assets, ExecutionSettings settings) : IRunExecutor, IPredictor
{
    public string DataDigest(RunConfig config) => assets.Dataset(config.Dataset).Digest;

    public string BackboneDigest(RunConfig config) =>
        config.Method.Name == MethodCatalog.Majority ? "" : assets.Source(config.Backbone).Digest;

    public string CodeVersion(RunConfig config) => assets.CodeVersion;

    public IReadOnlyList<NeededFile> Needs(RunConfig config) => assets.Needs(config);

    public RunCost? Cost(RunConfig config) => RoutingBackbone.Of(config.Backbone)?.Cost(config);

    public void Prepare(RunConfig config)
    {
        if (config.Method.Name != MethodCatalog.Majority)
            assets.Pictures(config, Items(config).All, Devices.Named(settings.Device)).Dispose();
    }

    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token)
    {
        set_num_threads(settings.Threads);
        var items = Items(config);
        var (result, answers) =
            config.Method.Name == MethodCatalog.Majority ? Majority(items) : Tune(config, items, folder, progress, token);
        return result with
        {
            Metric = MultitaskAnswer.Version,
            Measures = MultitaskAnswer.Measures(answers),
            Dataset = assets.Dataset(config.Dataset).Name,
        };
    }

    /// <inheritdoc/>
    public Answered Predict(SavedRun run, Picture picture, string? question)
    {
        var (config, backbone) = (run.Config, assets.Source(run.Config.Backbone));
        using var reader = assets.Tower(config.Backbone);
        var (model, method) = run.Open(backbone.Digest, random => Model(config, random));
        var task = question is null ? FourTasks.Caption : FourTasks.Vqa;
        var asked = new Question("", task + ":picture", question ?? "", task + "/", "", new Dictionary<string, double>());
        using (model)
            return Answered.About(
                picture,
                asked.PictureId,
                reader,
                (seen, context) =>
                {
                    var options = TuningRun.Options(config.Train, 1);
                    var answering = new MultitaskTask(model, method, backbone.Tokenizer, seen, options, config.Train.NumBeams);
                    return [new GivenAnswer(answering.Said([asked], context, default)[0], null)];
                }
            );
    }

    private ClipBart Model(RunConfig config, Generator generator, Device? device = null) =>
        config.Backbone.Weights == "random"
            ? assets.Source(config.Backbone).RandomModel(config.Train.Dropout, generator, device)
            : assets.Source(config.Backbone).LoadModel(config.Train.Dropout, generator, device);

    private RunItems<Question> Items(RunConfig config)
    {
        var data = assets.Dataset(config.Dataset);
        var drawn = FourTasks
            .Tasks.Select(task =>
                TrainingSample.Draw<Question>(
                    data,
                    config,
                    split => [.. data.Questions(split).Where(q => FourTasks.TaskOf(q) == task)]
                )
            )
            .ToList();
        return new RunItems<Question>(
            [.. drawn.SelectMany(d => d.Train)],
            [.. drawn.SelectMany(d => d.Dev)],
            TuningRun.First(data.Questions(config.Dataset.Test), config.Dataset.TestLimit)
        );
    }

    private static (RunResult, IReadOnlyList<MultitaskAnswer>) Majority(RunItems<Question> items)
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

    private (RunResult, IReadOnlyList<MultitaskAnswer>) Tune(
        RunConfig config,
        RunItems<Question> items,
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
        var device = Devices.Named(settings.Device);
        using var model = Model(config, generator, device);
        var total = model.parameters().Sum(p => p.numel());
        var bare = run.Apply(method, model, generator);
        using var seen = assets.Pictures(config, items.All, device, model.Config.FeatDim);
        IFeatureSource pictures = config.Method.Name == MethodCatalog.Blind ? new BlindFeatures(seen) : seen;
        var options = TuningRun.Options(config.Train, items.Train.Count);
        if (backbone.AsReleased && config.Train.MaxSteps == 0)
            options = options with
            {
                Steps = config.Train.Epochs * MultitaskTask.ReleasedBatches(items.Train, options.BatchSize),
            };
        var task = new MultitaskTask(
            model,
            method,
            backbone.Tokenizer,
            pictures,
            options,
            config.Train.NumBeams,
            backbone.AsReleased
        );
        return run.Execute(task, options, model, method, bare, total, items.Train, items.Dev, items.Test, Line, progress, token);
    }

    private static PredictionLine Line(MultitaskAnswer a) =>
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
}
