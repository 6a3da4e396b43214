using System.Collections.Concurrent;
using Harness.Adapters;
using Harness.Backbones.VlT5Models;
using Harness.Data;
using Harness.Data.PaperFiles;
using Harness.Data.Pictures;
using Harness.Experiments.Costs;
using Harness.Experiments.Predicting;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Runs.Sweeps;
using Harness.Training.Features;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>Low-resource visual question answering with VL-T5: every method of the MixPHM paper, and the baselines of its tables.</summary>
internal sealed class VlT5Run(RunConfig config, VlT5Assets assets, ExecutionSettings settings) : QuestionRun(config, settings)
{
    private static readonly ConcurrentDictionary<VlT5Config, VlT5Cost> costs = [];

    public override string DataDigest => assets.DataDigest(Config.Dataset);

    public override string BackboneDigest => IsMajority ? "" : assets.Digest(Config.Backbone);

    public override IReadOnlyList<NeededFile> Needs => assets.Needs(Config.Dataset, Config.Backbone);

    protected override IVqaDataset Data => assets.Dataset(Config.Dataset);

    /// <summary>By counting, for a published backbone on the papers' data sets.</summary>
    public override RunCost? Cost()
    {
        if (assets.Sizes(Config.Backbone) is not { } sizes || PaperDatasets.TestQuestions(Config.Dataset.Name) is not { } test)
            return null;
        if (IsMajority)
            return new RunCost(0, 0, 0);
        return costs
            .GetOrAdd(sizes, s => new VlT5Cost(s))
            .Of(
                RunSetup.Method(Config),
                Config.Train,
                CostEstimate.Steps(Config),
                Config.Dataset.TestLimit > 0 ? Math.Min(Config.Dataset.TestLimit, test) : test
            );
    }

    public override Answered Predict(SavedRun run, Picture picture, string? question) =>
        throw new NotSupportedException("VL-T5 reads regions of a picture; see Answerer");

    protected override TuningItems<Question> Items()
    {
        var train = Config.Train;
        var drawn = LowResourceSample.Draw(Data.Questions(Config.Dataset.Train), train.NTrain, train.Seed, train.NDev);
        return new(drawn.train, drawn.dev, RunSetup.First(Data.Questions(Config.Dataset.Test), Config.Dataset.TestLimit));
    }

    protected override OpenedBackbone<Question, Prediction> Open(PeftMethod method, Generator generator, Device device)
    {
        var (source, metric, dropout) = (assets.Source(Config), Metric, Config.Train.Dropout);
        var model =
            Config.Backbone.Weights == "random"
                ? source.RandomModel(dropout, generator, device)
                : source.LoadModel(dropout, generator, device);
        return new(
            model,
            (regions, options) => new VlT5Task(model, method, source.Tokenizer, regions, options, metric),
            FeatureWidth: model.Config.FeatDim
        );
    }

    protected override IFeatureSource Features(TuningItems<Question> items, long? width)
    {
        var regions = assets.Regions(Config, Data);
        if (width is { } wanted)
            regions.Check(items.All.Select(q => q.PictureId), wanted);
        return regions;
    }
}
