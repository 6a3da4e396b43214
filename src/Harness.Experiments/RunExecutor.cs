using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Pictures;
using Harness.Experiments.Predicting;
using Harness.Experiments.Published;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Training.Pretraining.ClipBartModels;
using Harness.Training.Pretraining.VitText;

namespace Harness.Experiments;

/// <summary>Carries out runs; the backbone decides which task a run is.</summary>
/// <param name="assets">Data sets, backbones and cached features.</param>
public sealed class RunExecutor(RunAssets assets, ExecutionSettings settings) : IRunExecutor
{
    public RunResult Execute(RunConfig config, string folder, IProgress<RunProgress> progress, CancellationToken token) =>
        Of(config).Execute(folder, progress, token);

    /// <summary>Computes the image features that the run needs, so that workers find them instead of each computing them.</summary>
    public void Prepare(RunConfig config) => Of(config).Prepare();

    public IReadOnlyList<NeededFile> Needs(RunConfig config) => Of(config).Needs;

    public RunCost? Cost(RunConfig config) => Of(config).Cost();

    public string DataDigest(RunConfig config) => Of(config).DataDigest;

    public string BackboneDigest(RunConfig config) => Of(config).BackboneDigest;

    public string CodeVersion(RunConfig config) => assets.CodeVersion;

    /// <summary>Whether a backbone reads whole pictures, so that <see cref="Predict"/> answers; VL-T5 reads regions, see <see cref="Answerer"/>.</summary>
    public static bool ReadsWholePictures(string backbone) => Kind(backbone) != RunKind.VlT5;

    /// <summary>What a run's tuned model says about a picture.</summary>
    /// <param name="question">Null: a caption is wanted.</param>
    /// <exception cref="UserErrorException">The model says nothing of that kind (2), or something that it needs is missing (3).</exception>
    public Answered Predict(SavedRun run, Picture picture, string? question) => Of(run.Config).Predict(run, picture, question);

    private RunTask Of(RunConfig config) =>
        Kind(config.Backbone.Name) switch
        {
            RunKind.ClipBart => new MultitaskRun(config, assets.ClipBart, settings),
            RunKind.Roberta => new RobertaRun(config, assets.VitText, settings),
            RunKind.Gpt2 => new CaptionRun(config, assets.VitText, settings),
            _ => new VlT5Run(config, assets.VlT5, settings),
        };

    private static RunKind Kind(string backbone) =>
        backbone == SmallClipBart.Name || backbone == RoutingBackbone.Joint.Name ? RunKind.ClipBart
        : backbone == SmallVitText.Encoder || RoutingBackbone.Encoders.Any(b => b.Name == backbone) ? RunKind.Roberta
        : backbone == SmallVitText.Decoder || RoutingBackbone.Decoders.Any(b => b.Name == backbone) ? RunKind.Gpt2
        : RunKind.VlT5;

    private enum RunKind
    {
        VlT5,
        Roberta,
        Gpt2,
        ClipBart,
    }
}
