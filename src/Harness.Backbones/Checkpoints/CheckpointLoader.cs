using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Checkpoints;

/// <summary>What happened when weights were loaded into a model.</summary>
/// <param name="Loaded">Parameters and buffers that got a value from the file.</param>
/// <param name="Missing">Those that the file does not hold and that keep their initial value.</param>
/// <param name="Extra">Tensors of the file that the model has no place for.</param>
/// <param name="ReTied">Tensors of the file that are copies of a shared one (a tied head), and were not loaded twice.</param>
/// <param name="Prefix">How keys of the file were changed to those of the model, such as <c>without 'module.'</c>; empty where they are the same.</param>
public sealed record LoadingReport(
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Extra,
    IReadOnlyList<string> ReTied,
    string Prefix
)
{
    public override string ToString() =>
        $"{Loaded.Count} loaded, {Missing.Count} missing, {Extra.Count} extra, {ReTied.Count} re-tied{(Prefix.Length > 0 ? $", keys {Prefix}" : "")}";
}

/// <summary>What a loader lets pass.</summary>
public sealed record LoadingOptions
{
    /// <summary>Keys that are not in the file keep their initial value instead of being an error. Default: false.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>Keys of the model that no file holds, such as those of a new head; they keep their initial value. Default: none.</summary>
    public Func<string, bool> Fresh { get; init; } = _ => false;

    /// <summary>Tensors that the model has no place for are listed instead of being an error. Default: true.</summary>
    public bool AllowExtra { get; init; } = true;

    /// <summary>Renames a key of the file to a key of the model; null or empty drops the tensor as extra. Default: no change.</summary>
    public Func<string, string?>? Rename { get; init; }

    public static LoadingOptions Strict { get; } = new() { AllowExtra = false };
}

/// <summary>A model that knows which names of published files are copies of its shared tensors.</summary>
public interface ITiesWeights
{
    /// <summary>Key in a file → the model's own key of the same tensor, e.g. <c>lm_head.weight</c> → <c>shared.weight</c>.</summary>
    IReadOnlyDictionary<string, string> Tied { get; }
}

/// <summary>Gives a model its tensors by name, with a report of what matched.</summary>
public static class CheckpointLoader
{
    // Smaller ones share pages with their neighbours.
    private const long MappedElements = 1 << 18;

    /// <summary>Loads whatever <see cref="WeightFiles.Open"/> opens: a file, an index, a folder.</summary>
    /// <exception cref="CheckpointException">The weights cannot be read, or a key is missing, extra or mis-shaped and the options do not allow it.</exception>
    public static LoadingReport Load(nn.Module model, string path, LoadingOptions? options = null)
    {
        using var file = WeightFiles.Open(path);
        return Load(model, file, options);
    }

    /// <inheritdoc cref="Load(nn.Module, string, LoadingOptions?)"/>
    public static LoadingReport Load(nn.Module model, IWeightFile file, LoadingOptions? options = null) =>
        Load(
            model,
            [.. file.Entries.Select(e => (e.Name, e.Shape))],
            (name, target) => Fill(target, file, name),
            file.Path,
            options ?? new LoadingOptions()
        );

    /// <summary>Loads tensors that are in memory already; they are copied, never kept.</summary>
    public static LoadingReport Load(
        nn.Module model,
        IReadOnlyDictionary<string, Tensor> tensors,
        LoadingOptions? options = null
    ) =>
        Load(
            model,
            [.. tensors.Select(t => (t.Key, t.Value.shape))],
            (name, target) => target.copy_(tensors[name]),
            "weights",
            options ?? new LoadingOptions()
        );

    private static LoadingReport Load(
        nn.Module model,
        List<(string Name, long[] Shape)> source,
        Action<string, Tensor> fill,
        string path,
        LoadingOptions options
    )
    {
        var targets = Targets(model);
        var tied = (model as ITiesWeights)?.Tied ?? new Dictionary<string, string>();
        var published = model as IPublishedNames;
        bool Known(string key) => targets.ContainsKey(key) || tied.ContainsKey(key);
        var renamed = source.ToDictionary(s => s.Name, s => Renamed(s.Name, published, options));
        var prefix = KeyPrefix.Find(renamed.Values, targets.Keys.ToHashSet());
        var keys = source.Select(s => (s.Name, s.Shape, Key: prefix.Apply(renamed[s.Name], Known))).ToList();
        var held = keys.Select(k => k.Key).ToHashSet();
        List<string> extra = [],
            retied = [];
        var loaded = new Dictionary<string, string>();
        using var noGrad = torch.no_grad();
        foreach (var (name, shape, own) in keys)
        {
            var key = own;
            if (!targets.ContainsKey(key) && tied.TryGetValue(key, out var shared))
            {
                // A published file may hold only copies; then the first stands in for the shared tensor.
                if (held.Contains(shared) || loaded.ContainsKey(shared))
                {
                    retied.Add(name);
                    continue;
                }
                key = shared;
            }
            if (!targets.TryGetValue(key, out var target))
            {
                extra.Add(name);
                continue;
            }
            if (!loaded.TryAdd(key, name))
                throw new CheckpointException($"{path}: '{loaded[key]}' and '{name}' are both the model's '{key}'.");
            if (!shape.SequenceEqual(target.shape))
                throw new CheckpointException(
                    $"{path}: '{name}' has shape [{string.Join(", ", shape)}], but the model's '{key}' is [{string.Join(", ", target.shape)}]."
                );
            using var scope = torch.NewDisposeScope();
            fill(name, target);
        }
        var missing = targets.Keys.Except(loaded.Keys).ToList();
        Check(
            path,
            "lacks",
            missing.Where(k => published?.Optional.Contains(k) != true && !options.Fresh(k)),
            options.AllowMissing
        );
        Check(path, "holds unknown", extra, options.AllowExtra);
        return new LoadingReport([.. loaded.Keys], missing, extra, retied, prefix.ToString());
    }

    private static string Renamed(string name, IPublishedNames? published, LoadingOptions options)
    {
        var key = options.Rename is null ? name : options.Rename(name) ?? "";
        return published?.Current(key) ?? key;
    }

    private static Dictionary<string, Tensor> Targets(nn.Module model)
    {
        var targets = new Dictionary<string, Tensor>();
        foreach (var (name, parameter) in model.named_parameters())
            targets[name] = parameter;
        foreach (var (name, buffer) in model.named_buffers(true, false))
            targets[name] = buffer;
        return targets;
    }

    // Large tensors are not copied on the processor: they lie in the file's own pages, once for all processes that load them.
    private static void Fill(Tensor target, IWeightFile file, string name)
    {
        var mapped =
            target.numel() >= MappedElements && target.device_type == DeviceType.CPU && target.dtype == ScalarType.Float32
                ? file.Map(name)
                : null;
        if (mapped is null)
            target.copy_(file.Read(name));
        else
            target.set_(mapped);
    }

    private static void Check(string path, string verb, IEnumerable<string> names, bool allowed)
    {
        var wrong = names.ToList();
        if (!allowed && wrong.Count > 0)
            throw new CheckpointException(
                $"{path}: {verb} {wrong.Count} tensor(s): {string.Join(", ", wrong.Take(4))}{(wrong.Count > 4 ? ", …" : "")}."
            );
    }
}
