using Harness.Backbones.Checkpoints;
using Harness.Backbones.ClipModels;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.PaperFiles;
using Harness.Data.Pictures;
using Harness.Experiments.Published;
using Harness.Runs.Configuration;
using Harness.Training.Features;
using Harness.Training.Multitask;
using TorchSharp;

namespace Harness.Experiments;

/// <summary>
/// Data sets, models and grid features of CLIP-BART. A small tower's features are computed and kept; published BART reads CLIP's, which were computed
/// elsewhere.
/// </summary>
internal sealed class ClipBartAssets(RunAssets assets)
{
    private readonly BackboneFolders<ClipBartFolder> folders = new(assets, path => new ClipBartFolder(path));
    private readonly Lazy<PublishedClipBart> published = new(() =>
    {
        foreach (var file in RoutingBackbone.Joint.Weights(assets.Weights))
            file.Require();
        return new PublishedClipBart(Path.Combine(assets.Weights, RoutingBackbone.Joint.TextFolder));
    });

    /// <exception cref="UserErrorException">Another data set (2), or something that it needs is missing (3).</exception>
    public FourTasks Dataset(DatasetConfig config) =>
        assets.Dataset(config) as FourTasks
        ?? throw new UserErrorException(
            $"dataset.name = {config.Name} does not fit this backbone, which is tuned on several tasks together: four-tasks, or with --data {VlAdapterTasks.SetName}.",
            UserErrorException.BadUsage
        );

    /// <summary>What must lie on disk for a run.</summary>
    public IReadOnlyList<NeededFile> Needs(RunConfig config) =>
        RoutingBackbone.Of(config.Backbone) is not { } joint
            ? [.. RoutingData.Needs(config.Dataset, assets.Data)]
            :
            [
                .. joint.Weights(assets.Weights),
                .. RoutingData.Needs(config.Dataset, assets.Data),
                .. RoutingData.Grids(assets.Data, assets.Weights).SelectMany(g => g.Value),
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
        var places = RoutingData
            .Grids(assets.Data, assets.Weights)
            .ToDictionary(g => g.Key, g => g.Value.Select(n => n.Require()).Where(Directory.Exists).ToList());
        if (OwnGrids(config.Backbone) is { } digest)
            foreach (var task in places.Keys)
                places[task].Add(Computed(task, digest, set, pictures, device));
        var files = new GridFiles(places.ToDictionary(f => f.Key, IReadOnlyList<string> (f) => f.Value));
        if (width is { } wanted)
            files.Check(pictures, wanted);
        return files;
    }

    /// <summary>Digest of CLIP's weights, where features of some pictures are computed with them because VL-Adapter's own are not there; otherwise null.</summary>
    public string? OwnGrids(BackboneConfig config) =>
        RoutingBackbone.Of(config) is null
        || RoutingData.Grids(assets.Data, assets.Weights).SelectMany(g => g.Value).All(n => Directory.Exists(n.Found))
            ? null
            : FileDigest.Of([RoutingData.Clip(assets.Weights).Require()]);

    private string Computed(string task, string digest, FourTasks set, string[] pictures, torch.Device device)
    {
        var folder = Path.Combine(assets.Cache, "features", $"clip-rn101-{digest[..12]}", task);
        string[] own = [.. pictures.Where(id => id.StartsWith(task + ":", StringComparison.Ordinal))];
        assets.Say?.Invoke($"{own.Length:N0} pictures of {task} are described by CLIP's ResNet-101 and kept in {folder}");
        ComputedGrids.Write(
            folder,
            [.. own.Select(id => (GridFiles.Name(id), (Func<Picture>)(() => set.Picture(id))))],
            () =>
            {
                using var file = WeightFiles.Open(RoutingData.Clip(assets.Weights).Require());
                var tower = new ClipResNet(ClipResNetConfig.Of(file), device: device);
                CheckpointLoader.Load(tower, file);
                return tower;
            }
        );
        return folder;
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
            assets.FeatureFile($"{set.Name}-{named[..24]}"),
            pictures,
            set.Picture,
            () => new TowerReader(folder.LoadTower(device))
        );
    }
}
