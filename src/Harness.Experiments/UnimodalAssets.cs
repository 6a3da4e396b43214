using System.Collections.Concurrent;
using Harness.Data;
using Harness.Runs;
using Harness.Training.Pictures;
using Harness.Training.Pretraining.Unimodal;

namespace Harness.Experiments;

/// <summary>
/// What runs of backbones with a vision transformer share in a process: data sets, folders and picture features, each made once on first use; features are
/// also kept in files, named by the digests that decide them.
/// </summary>
/// <param name="openDataset">Makes or opens a data set, of questions or of captions.</param>
/// <param name="shippedBackbones">Folder of the backbones that come with the repository.</param>
/// <param name="cache">Folder for picture features and backbones made here.</param>
/// <param name="codeVersion">See <see cref="VqaAssets.CodeVersion"/>.</param>
public sealed class UnimodalAssets(Func<DatasetConfig, IDataset> openDataset, string shippedBackbones, string cache, Func<string> codeVersion)
{
    private readonly ConcurrentDictionary<DatasetConfig, Lazy<IDataset>> datasets = [];
    private readonly BackboneFolders<UnimodalFolder> folders = new(shippedBackbones, cache, path => new UnimodalFolder(path));

    public string CodeVersion => codeVersion();

    /// <exception cref="UserErrorException">No such data set, or it has questions where captions are needed or the other way round (2).</exception>
    public T Dataset<T>(DatasetConfig config) where T : class, IDataset
    {
        var wanted = typeof(T) == typeof(ICaptionDataset) ? "captions, e.g. stamp-captions" : "questions, e.g. stamp-scenes";
        return datasets.GetOrAdd(config.Whole(), _ => new Lazy<IDataset>(() => openDataset(config))).Value as T
            ?? throw new UserErrorException($"dataset.name = {config.Name} does not fit this backbone, which needs {wanted}.", UserErrorException.BadUsage);
    }

    /// <exception cref="UserErrorException">No such backbone, or its files are missing.</exception>
    public UnimodalFolder Folder(BackboneConfig config) => folders.Of(config);

    /// <summary>Features of the pictures of both splits.</summary>
    public PictureFeatures Pictures(RunConfig config, IDataset data, Func<string, IEnumerable<string>> picturesOf)
    {
        var folder = Folder(config.Backbone);
        var pooled = config.Backbone.Vision == "pooled";
        string[] splits = [.. new[] { config.Dataset.Train, config.Dataset.Test }.Distinct()];
        return PictureFeatures.Join([.. splits.Select(split =>
        {
            var file = Path.Combine(cache, "features", $"{data.Name}-{split}-{data.Digest[..12]}-{folder.VisionDigest[..12]}-{config.Backbone.Vision}.safetensors");
            return PictureFeatures.LoadOrCompute(file, [.. picturesOf(split).Distinct()], data.Picture, () => new VitReader(folder.LoadVision(), pooled));
        })]);
    }
}
