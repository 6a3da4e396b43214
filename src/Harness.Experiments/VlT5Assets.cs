using System.Collections.Concurrent;
using Harness.Backbones.Detection;
using Harness.Backbones.VlT5Models;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.PaperFiles;
using Harness.Data.Pictures;
using Harness.Data.Regions;
using Harness.Runs.Configuration;
using Harness.Training.Features;
using Harness.Training.Vqa;

namespace Harness.Experiments;

/// <summary>Question sets, VL-T5 backbones and their region features.</summary>
public sealed class VlT5Assets(RunAssets assets)
{
    private const string Published = "published";

    private readonly Lazy<PublishedVlT5> published = new(() => new PublishedVlT5(assets.Weights));
    private readonly ConcurrentDictionary<DatasetConfig, string> digests = [];
    private readonly BackboneFolders<VlT5Folder> folders = new(assets, path => new VlT5Folder(path));

    /// <exception cref="UserErrorException">No such data set, or one of captions (2), or something that it needs is missing or damaged (3).</exception>
    public IVqaDataset Dataset(DatasetConfig config) =>
        assets.Dataset(config) as IVqaDataset
        ?? throw new UserErrorException(
            $"dataset.name = {config.Name} holds captions; a run of question answering needs questions, e.g. of {DatasetCatalogue.StampScenes} or emoji-vqa.",
            UserErrorException.BadUsage
        );

    /// <summary>What must lie on disk for runs of this data set and backbone.</summary>
    public IReadOnlyList<NeededFile> Needs(DatasetConfig dataset, BackboneConfig backbone) =>
        [
            .. backbone.Weights == Published ? PublishedVlT5.Needs(assets.Weights) : [],
            .. PaperDatasets.Needs(
                dataset.Name,
                assets.Data,
                [dataset.Train, dataset.Test],
                features: dataset.Regions == "features",
                annotators: dataset.Metric != "soft-label"
            ),
        ];

    /// <summary>Sizes of a published backbone, from its folder where it is there; null for any other.</summary>
    public VlT5Config? Sizes(BackboneConfig config) =>
        config is not { Name: PublishedVlT5.Name, Weights: Published } ? null
        : PublishedVlT5.Needs(assets.Weights).All(n => n.Found is not null) ? published.Value.Config
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
                var file = assets.FeatureFile(
                    $"{data.Name}-{split}-{data.Digest[..12]}-{digest[..12]}{(detects ? "-detected" : "")}"
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

    /// <summary>A detector's regions, for pictures without annotated regions.</summary>
    public DetectedRegions Detector() =>
        new(
            Path.Combine(assets.Cache, "detected"),
            () =>
            {
                try
                {
                    return NanoDet.Open(PackageCache.Default(), assets.Say);
                }
                catch (PackageUnavailableException e)
                {
                    throw e.ToUserError();
                }
            }
        );
}
