using System.Collections.Concurrent;
using Harness.Data;
using Harness.Data.Files;
using Harness.Experiments.Published;
using Harness.Runs.Configuration;
using Harness.Training.Features;
using Harness.Training.Pretraining.VitText;
using Harness.Training.Tuning;
using Harness.Training.VitText;
using Harness.Training.Vqa;
using TorchSharp;

namespace Harness.Experiments;

/// <summary>Data sets, models and image features of backbones with a vision transformer.</summary>
internal sealed class VitTextAssets(RunAssets assets)
{
    private readonly ConcurrentDictionary<string, Lazy<IVitTextSource>> published = [];
    private readonly BackboneFolders<VitTextFolder> folders = new(assets, path => new VitTextFolder(path));

    /// <exception cref="UserErrorException">No such data set, or it has questions where captions are needed or the other way round (2).</exception>
    public T Dataset<T>(DatasetConfig config)
        where T : class, IDataset
    {
        var wanted = typeof(T) == typeof(ICaptionDataset) ? "captions, e.g. stamp-captions" : "questions, e.g. stamp-scenes";
        return assets.Dataset(config) as T
            ?? throw new UserErrorException(
                $"dataset.name = {config.Name} does not fit this backbone, which needs {wanted}.",
                UserErrorException.BadUsage
            );
    }

    /// <summary>What must lie on disk for a run.</summary>
    public IReadOnlyList<NeededFile> Needs(RunConfig config) =>
        [
            .. RoutingBackbone.Of(config.Backbone)?.Weights(assets.Weights) ?? [],
            .. RoutingData.Needs(config.Dataset, assets.Data),
        ];

    /// <summary>Hex SHA-256 of what decides the data of a run: the data set, and the released answers where it has such.</summary>
    public string DataDigest(DatasetConfig config, IDataset set) =>
        RoutingData.Answers(config, assets.Data) is not { } answers
            ? set.Digest
            : FileDigest.OfTexts(set.Digest, FileDigest.Of([answers.Require()]));

    /// <summary>The run's backbone, small or published.</summary>
    /// <exception cref="UserErrorException">No such backbone, or files are missing.</exception>
    public IVitTextSource Source(BackboneConfig config)
    {
        if (RoutingBackbone.Of(config) is not { } pair)
            return folders.Of(config);
        return published
            .GetOrAdd(
                pair.Name,
                _ => new Lazy<IVitTextSource>(() =>
                {
                    foreach (var file in pair.Weights(assets.Weights))
                        file.Require();
                    return new PublishedVitText(
                        Path.Combine(assets.Weights, pair.VisionFolder!),
                        Path.Combine(assets.Weights, pair.TextFolder)
                    );
                })
            )
            .Value;
    }

    /// <summary>The answers to choose from: those released with the data set, otherwise every one of the training split.</summary>
    /// <param name="pool">The training split.</param>
    public AnswerList Answers(DatasetConfig config, IEnumerable<Question> pool) =>
        RoutingData.Answers(config, assets.Data) is { } released ? AnswerList.Read(released.Require()) : AnswerList.Of(pool);

    /// <summary>
    /// Features of a run's pictures. A small transformer describes whole splits, which runs with other samples share; a published one takes hours for the
    /// papers' splits, so it describes what is read, and runs that read the same share that.
    /// </summary>
    /// <param name="split">All items of a split.</param>
    /// <param name="read">Those that the run reads.</param>
    /// <param name="device">Where they are computed; they are kept in memory.</param>
    public CachedFeatures Pictures<T>(
        RunConfig config,
        IDataset set,
        Func<string, IReadOnlyList<T>> split,
        TuningItems<T> read,
        Func<T, string> pictureOf,
        torch.Device device
    )
    {
        var source = Source(config.Backbone);
        if (!source.AsReleased)
            return CachedFeatures.Join([
                .. TrainingSample
                    .Splits(set, config.Dataset)
                    .Select(name => Kept(name, [.. split(name).Select(pictureOf).Distinct()])),
            ]);
        string[] pictures = [.. read.All.Select(pictureOf).Distinct().Order(StringComparer.Ordinal)];
        return Kept(FileDigest.OfTexts(string.Join(' ', pictures))[..12], pictures);

        CachedFeatures Kept(string part, string[] pictures)
        {
            var file = assets.FeatureFile(
                $"{set.Name}-{part}-{set.Digest[..12]}-{source.VisionDigest[..12]}-{config.Backbone.Vision}"
            );
            if (source.AsReleased && !File.Exists(file))
                assets.Say?.Invoke(
                    $"{pictures.Length:N0} pictures of {set.Name} are described once by {config.Backbone.Name}'s vision transformer and kept in {file}"
                );
            return CachedFeatures.LoadOrCompute(
                file,
                pictures,
                set.Picture,
                () => source.OpenVision(config.Backbone.Vision == "pooled", device)
            );
        }
    }
}
