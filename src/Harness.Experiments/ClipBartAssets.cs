using System.Collections.Concurrent;
using Harness.Data;
using Harness.Runs;
using Harness.Training.Multitask;
using Harness.Training.Pictures;

namespace Harness.Experiments;

/// <summary>What runs of CLIP-BART share in a process: data sets, folders and grid features, each made once on first use; features are also kept in files.</summary>
/// <param name="openDataset">Makes or opens a data set.</param>
/// <param name="shippedBackbones">Folder of the backbones that come with the repository.</param>
/// <param name="cache">Folder for features and backbones made here.</param>
/// <param name="codeVersion">See <see cref="VqaAssets.CodeVersion"/>.</param>
public sealed class ClipBartAssets(Func<DatasetConfig, IDataset> openDataset, string shippedBackbones, string cache, Func<string> codeVersion)
{
    private readonly ConcurrentDictionary<DatasetConfig, Lazy<FourTasks>> datasets = [];
    private readonly BackboneFolders<ClipBartFolder> folders = new(shippedBackbones, cache, path => new ClipBartFolder(path));

    public string CodeVersion => codeVersion();

    /// <exception cref="UserErrorException">Another data set (2), or something that it needs is missing (3).</exception>
    public FourTasks Dataset(DatasetConfig config) => datasets.GetOrAdd(
        config.Whole(),
        _ => new Lazy<FourTasks>(() => openDataset(config) as FourTasks
            ?? throw new UserErrorException($"dataset.name = {config.Name} does not fit this backbone, which is tuned on several tasks together: four-tasks.", UserErrorException.BadUsage))).Value;

    /// <exception cref="UserErrorException">No such backbone, or its files are missing.</exception>
    public ClipBartFolder Folder(BackboneConfig config) => folders.Of(config);

    /// <summary>Grid features of the pictures that questions are about, [P, 16, f]. Runs over the same questions share a file.</summary>
    public PictureFeatures Pictures(RunConfig config, IEnumerable<Question> questions)
    {
        var (folder, data) = (Folder(config.Backbone), Dataset(config.Dataset));
        string[] pictures = [.. questions.SelectMany(q => MultitaskTask.Pictures(q.PictureId)).Distinct().Order(StringComparer.Ordinal)];
        var named = FileDigest.OfTexts($"{data.Digest} {folder.VisionDigest} {string.Join(' ', pictures)}");
        return PictureFeatures.LoadOrCompute(
            Path.Combine(cache, "features", $"{data.Name}-{named[..24]}.safetensors"), pictures, data.Picture, () => new TowerReader(folder.LoadTower()));
    }
}
