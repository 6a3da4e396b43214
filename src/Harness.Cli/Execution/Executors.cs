using Harness.Experiments;
using Harness.Experiments.Published;
using Harness.Runs;
using Harness.Training.Pretraining;
using Harness.Training.Pretraining.Unimodal;

namespace Harness.Cli;

/// <summary>What carries out runs here.</summary>
internal static class Executors
{
    public static IRunExecutor Create(ExecutionSettings settings)
    {
        var assets = Assets(settings);
        return new ExecutorsByBackbone(ByBackbone(settings, assets), otherwise: new VqaRunExecutor(assets, settings));
    }

    /// <summary>What predicts with runs of a backbone that reads whole pictures; null for VL-T5, which reads regions.</summary>
    public static IPredictor? Predictor(string backbone) =>
        ByBackbone(new ExecutionSettings(), Assets()).GetValueOrDefault(backbone) as IPredictor;

    private static Dictionary<string, IRunExecutor> ByBackbone(ExecutionSettings settings, VqaAssets assets)
    {
        var weights = settings.WeightsFolder ?? Path.Combine(Repository.Cache, "weights");
        var unimodal = new UnimodalAssets(
            config => Datasets.OpenAny(config, Data(settings)),
            Repository.Backbones,
            Repository.Cache,
            () => assets.CodeVersion,
            weights,
            Data(settings),
            Datasets.Say
        );
        var joint = new ClipBartAssets(
            config => Datasets.OpenAny(config, Data(settings)),
            Repository.Backbones,
            Repository.Cache,
            () => assets.CodeVersion,
            weights,
            Data(settings)
        );
        var byBackbone = new Dictionary<string, IRunExecutor>
        {
            [SmallClipBart.Name] = new MultitaskRunExecutor(joint, settings),
            [PublishedNames.Joint] = new MultitaskRunExecutor(joint, settings),
        };
        foreach (var name in PublishedNames.Encoders.Append(SmallUnimodal.Encoder))
            byBackbone[name] = new RobertaRunExecutor(unimodal, settings);
        foreach (var name in PublishedNames.Decoders.Append(SmallUnimodal.Decoder))
            byBackbone[name] = new CaptionRunExecutor(unimodal, settings);
        return byBackbone;
    }

    /// <summary>What runs and predictions are made from.</summary>
    /// <param name="settings">Where the papers' own files and published weights lie; null: in the cache.</param>
    public static VqaAssets Assets(ExecutionSettings? settings = null)
    {
        var data = Data(settings);
        return new VqaAssets(
            config => Datasets.Open(config, data),
            Repository.Backbones,
            Repository.Cache,
            Datasets.Say,
            settings?.WeightsFolder,
            data
        );
    }

    private static string Data(ExecutionSettings? settings) => settings?.DataFolder ?? Path.Combine(Repository.Cache, "data");
}
