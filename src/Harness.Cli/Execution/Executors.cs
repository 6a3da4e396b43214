using Harness.Experiments;
using Harness.Runs;
using Harness.Training.Pretraining.Unimodal;

namespace Harness.Cli;

/// <summary>What carries out runs here.</summary>
internal static class Executors
{
    public static IRunExecutor Create(ExecutionSettings settings)
    {
        var assets = Assets(settings.DataFolder);
        var unimodal = new UnimodalAssets(config => Datasets.OpenAny(config, settings.DataFolder), Repository.Backbones, Repository.Cache, () => assets.CodeVersion);
        var byBackbone = new Dictionary<string, IRunExecutor>
        {
            [SmallUnimodal.Encoder] = new RobertaRunExecutor(unimodal, settings),
            [SmallUnimodal.Decoder] = new CaptionRunExecutor(unimodal, settings),
        };
        return new ExecutorsByBackbone(byBackbone, otherwise: new VqaRunExecutor(assets, settings));
    }

    /// <summary>What runs and predictions are made from.</summary>
    /// <param name="data">Where the papers' own files lie.</param>
    public static VqaAssets Assets(string? data = null) => new(config => Datasets.Open(config, data), Repository.Backbones, Repository.Cache, Datasets.Say);
}
