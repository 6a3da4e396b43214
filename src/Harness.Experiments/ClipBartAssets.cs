using System.Collections.Concurrent;
using Harness.Data;
using Harness.Data.PaperFiles;
using Harness.Experiments.Published;
using Harness.Runs;
using Harness.Training.Features;
using Harness.Training.Multitask;
using TorchSharp;

namespace Harness.Experiments;

/// <summary>
/// What runs of CLIP-BART share in a process: data sets, models and grid features, each made once on first use. A small tower's features are also kept in
/// files; published BART reads CLIP's, which were computed elsewhere.
/// </summary>
/// <param name="openDataset">Makes or opens a data set.</param>
/// <param name="shippedBackbones">Folder of the backbones that come with the repository.</param>
/// <param name="cache">Folder for features and backbones made here.</param>
/// <param name="codeVersion">See <see cref="VqaAssets.CodeVersion"/>.</param>
/// <param name="weights">Where published models lie, a folder each.</param>
/// <param name="data">Where the papers' own files lie.</param>
public sealed class ClipBartAssets(
    Func<DatasetConfig, IDataset> openDataset,
    string shippedBackbones,
    string cache,
    Func<string> codeVersion,
    string weights,
    string data
)
{
    private readonly ConcurrentDictionary<DatasetConfig, Lazy<FourTasks>> datasets = [];
    private readonly BackboneFolders<ClipBartFolder> folders = new(shippedBackbones, cache, path => new ClipBartFolder(path));
    private readonly Lazy<PublishedClipBart> published = new(() =>
    {
        foreach (var file in RoutingBackbone.Joint.Weights(weights))
            file.Require();
        return new PublishedClipBart(Path.Combine(weights, RoutingBackbone.Joint.TextFolder));
    });

    public string CodeVersion => codeVersion();

    /// <exception cref="UserErrorException">Another data set (2), or something that it needs is missing (3).</exception>
    public FourTasks Dataset(DatasetConfig config) =>
        datasets
            .GetOrAdd(
                config.Whole(),
                _ => new Lazy<FourTasks>(() =>
                    openDataset(config) as FourTasks
                    ?? throw new UserErrorException(
                        $"dataset.name = {config.Name} does not fit this backbone, which is tuned on several tasks together: four-tasks, or with --data {VlAdapterTasks.SetName}.",
                        UserErrorException.BadUsage
                    )
                )
            )
            .Value;

    /// <summary>What must lie on disk for a run.</summary>
    public IReadOnlyList<NeededFile> Needs(RunConfig config) =>
        RoutingBackbone.Of(config.Backbone) is not { } joint
            ? [.. RoutingData.Needs(config.Dataset, data)]
            :
            [
                .. joint.Weights(weights),
                .. RoutingData.Needs(config.Dataset, data),
                .. RoutingData.Grids(data).SelectMany(g => g.Value),
            ];

    /// <summary>The run's backbone, small or published.</summary>
    /// <exception cref="UserErrorException">No such backbone, or files are missing.</exception>
    public IClipBartSource Source(BackboneConfig config) =>
        RoutingBackbone.Of(config) is null ? folders.Of(config) : published.Value;

    /// <summary>Grid features of the pictures that questions are about, [P, V, f]. Runs over the same questions share a file.</summary>
    /// <param name="device">Where a tower computes them.</param>
    /// <param name="width">f, where files of features are to be checked before hours of work.</param>
    /// <exception cref="UserErrorException">Files are missing (3), or the data set has none (2).</exception>
    public IFeatureSource Pictures(RunConfig config, IEnumerable<Question> questions, torch.Device device, long? width = null)
    {
        var set = Dataset(config.Dataset);
        string[] pictures =
        [
            .. questions.SelectMany(q => MultitaskTask.Pictures(q.PictureId)).Distinct().Order(StringComparer.Ordinal),
        ];
        if (RoutingBackbone.Of(config.Backbone) is null)
            return Computed(folders.Of(config.Backbone), set, pictures, device);
        if (set.Name != VlAdapterTasks.SetName)
            throw new UserErrorException(
                $"{config.Backbone.Name} reads grid features computed elsewhere, and {set.Name} has none; take dataset.name={VlAdapterTasks.SetName}.",
                UserErrorException.BadUsage
            );
        var files = new GridFiles(
            RoutingData.Grids(data).ToDictionary(g => g.Key, IReadOnlyList<string> (g) => [.. g.Value.Select(n => n.Require())])
        );
        if (width is { } wanted)
            files.Check(pictures, wanted);
        return files;
    }

    /// <summary>What describes pictures to a small backbone.</summary>
    /// <exception cref="UserErrorException">A published one reads features computed elsewhere; exit code 2.</exception>
    public IFeatureReader Tower(BackboneConfig config) =>
        RoutingBackbone.Of(config) is null
            ? new TowerReader(folders.Of(config).LoadTower())
            : throw new UserErrorException(
                $"{config.Name} reads grid features computed elsewhere and no picture files; runs of backbones with a vision model of their own predict.",
                UserErrorException.BadUsage
            );

    private CachedFeatures Computed(ClipBartFolder folder, FourTasks set, string[] pictures, torch.Device device)
    {
        var named = FileDigest.OfTexts($"{set.Digest} {folder.VisionDigest} {string.Join(' ', pictures)}");
        return CachedFeatures.LoadOrCompute(
            Path.Combine(cache, "features", $"{set.Name}-{named[..24]}.safetensors"),
            pictures,
            set.Picture,
            () => new TowerReader(folder.LoadTower(device))
        );
    }
}
