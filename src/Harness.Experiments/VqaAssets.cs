using System.Collections.Concurrent;
using Harness.Adapters;
using Harness.Backbones;
using Harness.Backbones.Detection;
using Harness.Data;
using Harness.Data.Packages;
using Harness.Data.PaperFiles;
using Harness.Runs;
using Harness.Training.Features;
using Harness.Training.Vqa;

namespace Harness.Experiments;

/// <summary>
/// What VQA runs share in a process: data sets, backbone folders and region features. Everything is made once on first use;
/// features are also kept in files, named by the digests that decide them.
/// </summary>
/// <param name="openDataset">Makes or opens a data set.</param>
/// <param name="shippedBackbones">Folder of the backbones that come with the repository.</param>
/// <param name="cache">Folder for region features and backbones made here.</param>
/// <param name="say">Told before a download begins.</param>
/// <param name="weights">Where published weights lie; null: <c>weights</c> in the cache.</param>
/// <param name="data">Where the papers' own files lie; null: <c>data</c> in the cache.</param>
public sealed class VqaAssets(
    Func<DatasetConfig, IVqaDataset> openDataset,
    string shippedBackbones,
    string cache,
    Action<string>? say = null,
    string? weights = null,
    string? data = null
)
{
    private const string Published = "published";

    private readonly Lazy<PublishedVlT5> published = new(() => new PublishedVlT5(weights ?? Path.Combine(cache, "weights")));
    private readonly ConcurrentDictionary<DatasetConfig, Lazy<IVqaDataset>> datasets = [];
    private readonly ConcurrentDictionary<DatasetConfig, string> digests = [];
    private readonly BackboneFolders<VlT5Folder> folders = new(shippedBackbones, cache, path => new VlT5Folder(path));
    private readonly Lazy<string> codeVersion = new(() =>
        CodeFingerprint.Of(
            new[]
            {
                typeof(TorchSharp.torch),
                typeof(PeftMethod),
                typeof(Harness.Backbones.VlT5),
                typeof(IVqaDataset),
                typeof(FineTuneOptions),
                typeof(VqaRunExecutor),
            }.Select(t => t.Assembly.Location)
        )
    );

    private string WeightsFolder => weights ?? Path.Combine(cache, "weights");

    /// <summary>Digest of the code that decides a run's numbers.</summary>
    public string CodeVersion => codeVersion.Value;

    public IVqaDataset Dataset(DatasetConfig config) =>
        datasets.GetOrAdd(config.Whole(), _ => new Lazy<IVqaDataset>(() => openDataset(config))).Value;

    /// <summary>What must lie on disk for runs of this data set and backbone.</summary>
    public IReadOnlyList<NeededFile> Needs(DatasetConfig dataset, BackboneConfig backbone) =>
        [
            .. backbone.Weights == Published ? PublishedVlT5.Needs(WeightsFolder) : [],
            .. PaperDatasets.Needs(
                dataset.Name,
                data ?? Path.Combine(cache, "data"),
                [dataset.Train, dataset.Test],
                features: dataset.Regions == "features",
                annotators: dataset.Metric != "soft-label"
            ),
        ];

    /// <summary>Sizes of a published backbone, from its folder where it is there; null for any other.</summary>
    public VlT5Config? Sizes(BackboneConfig config) =>
        config is not { Name: PublishedVlT5.Name, Weights: Published } ? null
        : PublishedVlT5.Needs(WeightsFolder).All(n => n.Found is not null) ? published.Value.Config
        : VlT5Config.Base;

    /// <summary>The run's backbone, small or published.</summary>
    /// <exception cref="UserErrorException">No such backbone or data set, or files are missing.</exception>
    public IVlT5Source Source(RunConfig config) => OfPublished(config.Backbone) is { } source ? source : Folder(config);

    /// <summary>Hex SHA-256 of a backbone's files.</summary>
    /// <exception cref="UserErrorException">No such backbone, or its files are missing.</exception>
    public string Digest(BackboneConfig config) => OfPublished(config)?.Digest ?? Folder(config).Digest;

    private PublishedVlT5? OfPublished(BackboneConfig config) =>
        config switch
        {
            { Weights: not Published } => null,
            { Name: PublishedVlT5.Name } => published.Value,
            _ => throw new UserErrorException(
                $"backbone.name = {config.Name} has no published weights here; there is {PublishedVlT5.Name}.",
                UserErrorException.BadUsage
            ),
        };

    /// <exception cref="UserErrorException">No such backbone, or its files are missing.</exception>
    public VlT5Folder Folder(BackboneConfig config)
    {
        if (config.Weights == Published)
            throw new UserErrorException(
                $"{config.Name} was trained with region features computed elsewhere and has no embedder of its own; take dataset.regions=features.",
                UserErrorException.BadUsage
            );
        return folders.Of(config);
    }

    /// <summary>The run's backbone, with a token for each word of the training questions and answers that pre-training did not know.</summary>
    /// <exception cref="UserErrorException">No such backbone or data set, or files are missing.</exception>
    public VlT5Folder Folder(RunConfig config) =>
        Folder(config.Backbone)
            .WithWordsOf(Dataset(config.Dataset).Questions(config.Dataset.Train).SelectMany(q => q.Answers.Keys.Prepend(q.Text)));

    /// <summary>Features of every picture that the run's splits ask about: computed elsewhere, or by the backbone's embedder.</summary>
    /// <exception cref="UserErrorException">Files of features are missing, or the data set has none.</exception>
    public IFeatureSource Regions(RunConfig config, IVqaDataset data) =>
        config.Dataset.Regions == "features" ? new StoredRegions(data.FeatureFiles()) : Embedded(config, data);

    /// <summary>Hex SHA-256 of what decides the data of a run: questions, answers, pictures, and the files of features where it reads such.</summary>
    public string DataDigest(DatasetConfig config)
    {
        var data = Dataset(config);
        return config.Regions != "features"
            ? data.Digest
            : digests.GetOrAdd(config.Whole(), _ => FileDigest.OfTexts(data.Digest, JoinedRegions.Digest(data.FeatureFiles())));
    }

    private CachedFeatures Embedded(RunConfig config, IVqaDataset data)
    {
        var backbone = Folder(config.Backbone);
        var digest = backbone.Digest;
        var detects = config.Dataset.Regions == "detector";
        using var detector = Detector();
        string[] splits = [.. new[] { config.Dataset.Train, config.Dataset.Test }.Distinct()];
        return CachedFeatures.Join([
            .. splits.Select(split =>
            {
                string[] pictures = [.. data.Questions(split).Select(q => q.PictureId).Distinct()];
                var file = Path.Combine(
                    cache,
                    "features",
                    $"{data.Name}-{split}-{data.Digest[..12]}-{digest[..12]}{(detects ? "-detected" : "")}.safetensors"
                );
                return CachedFeatures.LoadOrCompute(
                    file,
                    pictures,
                    data.Picture,
                    () => new RegionReader(backbone.LoadEmbedder(), Boxes)
                );
            }),
        ]);

        IReadOnlyList<Box> Boxes(string picture) =>
            detects ? detector.Boxes(data.Picture(picture), data.Regions(picture).Count) : data.Regions(picture);
    }

    /// <summary>A detector's regions, for pictures of which nobody says where things are.</summary>
    public DetectedRegions Detector() =>
        new(
            Path.Combine(cache, "detected"),
            () =>
            {
                try
                {
                    return NanoDet.Open(PackageCache.Default(), say);
                }
                catch (PackageUnavailableException e)
                {
                    throw e.ToUserError();
                }
            }
        );
}
