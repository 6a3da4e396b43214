using System.Collections.Concurrent;
using Harness.Adapters;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.Scenes;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using Harness.Training.Vqa;

namespace Harness.Experiments;

/// <summary>
/// What runs share in a process: data sets, backbones and image features. Everything is made once on first use; features are also kept in files,
/// named by the digests that decide them.
/// </summary>
/// <param name="backbones">Folder of the backbones that come with the repository.</param>
/// <param name="cache">Folder for image features and backbones made here.</param>
/// <param name="weights">Where published models lie, a folder each; null: <c>weights</c> in the cache.</param>
/// <param name="data">Where the papers' own files lie; null: <c>data</c> in the cache.</param>
/// <param name="say">Told before a download, or anything else that takes long.</param>
/// <param name="open">Opens a data set; null: as the catalogue does.</param>
public sealed class RunAssets(
    string backbones,
    string cache,
    string? weights = null,
    string? data = null,
    Action<string>? say = null,
    Func<DatasetConfig, IDataset>? open = null
)
{
    private readonly ConcurrentDictionary<DatasetConfig, Lazy<IDataset>> datasets = [];
    private readonly Lazy<string> codeVersion = new(() =>
        CodeFingerprint.Of(
            new[]
            {
                typeof(TorchSharp.torch),
                typeof(PeftMethod),
                typeof(Harness.Backbones.VlT5Models.VlT5),
                typeof(IVqaDataset),
                typeof(FineTuneOptions),
                typeof(RunExecutor),
            }.Select(t => t.Assembly.Location)
        )
    );
    private VlT5Assets? vlT5;
    private VitTextAssets? vitText;
    private ClipBartAssets? clipBart;

    /// <summary>VL-T5, with regions of images.</summary>
    public VlT5Assets VlT5 => LazyInitializer.EnsureInitialized(ref vlT5, () => new(this));

    /// <summary>A vision transformer with RoBERTa or GPT-2.</summary>
    internal VitTextAssets VitText => LazyInitializer.EnsureInitialized(ref vitText, () => new(this));

    /// <summary>CLIP-BART, with grid features.</summary>
    internal ClipBartAssets ClipBart => LazyInitializer.EnsureInitialized(ref clipBart, () => new(this));

    /// <summary>Digest of the code that decides a run's numbers.</summary>
    public string CodeVersion => codeVersion.Value;

    internal string Backbones => backbones;

    internal string Cache => cache;

    internal string Weights { get; } = weights ?? Path.Combine(cache, "weights");

    internal string Data { get; } = data ?? Path.Combine(cache, "data");

    internal Action<string>? Say => say;

    /// <summary>A file of image features.</summary>
    // Part of each file's name; raised when features of the same images and weights come out otherwise. 2: convolutions fill their last block.
    private const int FeatureVersion = 2;

    internal string FeatureFile(string name) => Path.Combine(cache, "features", $"{name}-{FeatureVersion}.safetensors");

    /// <exception cref="UserErrorException">No such data set (2), or something that it needs is missing or damaged (3).</exception>
    internal IDataset Dataset(DatasetConfig config) =>
        datasets.GetOrAdd(config.Whole(), _ => new Lazy<IDataset>(() => (open ?? FromCatalogue)(config))).Value;

    // Where stamps cannot be had, shapes take their place and the result says so.
    private IDataset FromCatalogue(DatasetConfig config) =>
        config.Name == DatasetCatalogue.StampScenes
            ? StampScenes.Open(StampScenesOptions.Named(config.Size, config.Seed), SpriteSource.Auto, say: say)
            : DatasetCatalogue.Open(config.Name, config.Size, config.Seed, Data, say);
}

/// <summary>Folders of small backbones, each opened once on first use.</summary>
/// <param name="open">Opens a folder; throws where a file is missing.</param>
internal sealed class BackboneFolders<T>(RunAssets assets, Func<string, T> open)
{
    private readonly ConcurrentDictionary<string, Lazy<T>> folders = [];

    /// <exception cref="Harness.Data.Files.UserErrorException">No such backbone, or its files are missing.</exception>
    public T Of(BackboneConfig config)
    {
        var path = config.Weights switch
        {
            "shipped" or "random" => Path.Combine(assets.Backbones, config.Name),
            "pretrained" => Path.Combine(assets.Cache, "backbones", config.Name),
            var given => given,
        };
        return folders.GetOrAdd(path, p => new Lazy<T>(() => open(p))).Value;
    }
}
