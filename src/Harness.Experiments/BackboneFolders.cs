using System.Collections.Concurrent;
using Harness.Runs;

namespace Harness.Experiments;

/// <summary>Folders of small backbones, each opened once on first use.</summary>
/// <param name="open">Opens a folder; throws where a file is missing.</param>
internal sealed class BackboneFolders<T>(RunAssets assets, Func<string, T> open)
{
    private readonly ConcurrentDictionary<string, Lazy<T>> folders = [];

    /// <exception cref="Harness.Data.UserErrorException">No such backbone, or its files are missing.</exception>
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
