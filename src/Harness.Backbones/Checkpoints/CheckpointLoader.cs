using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>What a loader lets pass.</summary>
public sealed record LoadingOptions
{
    /// <summary>Keys that are not in the file keep their initial value instead of being an error. Default: false.</summary>
    public bool AllowMissing { get; init; }

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

/// <summary>Copies tensors into a model by name, with a report of what matched.</summary>
public static class CheckpointLoader
{
    /// <summary>Loads a safetensors file.</summary>
    /// <exception cref="CheckpointException">A key is missing, extra or mis-shaped and the options do not allow it.</exception>
    public static LoadingReport Load(nn.Module model, string path, LoadingOptions? options = null)
    {
        using var file = SafetensorsFile.Open(path);
        return Load(model, file, options);
    }

    /// <inheritdoc cref="Load(nn.Module, string, LoadingOptions?)"/>
    public static LoadingReport Load(nn.Module model, SafetensorsFile file, LoadingOptions? options = null) =>
        Load(model, [.. file.Entries.Select(e => (e.Name, e.Shape))], name => file.Read(name), file.Path, options ?? new LoadingOptions());

    /// <summary>Loads tensors that are in memory already; they are copied, never kept.</summary>
    public static LoadingReport Load(nn.Module model, IReadOnlyDictionary<string, Tensor> tensors, LoadingOptions? options = null) =>
        Load(model, [.. tensors.Select(t => (t.Key, t.Value.shape))], name => tensors[name].alias(), "weights", options ?? new LoadingOptions());

    private static LoadingReport Load(
        nn.Module model, List<(string Name, long[] Shape)> source, Func<string, Tensor> read, string path, LoadingOptions options)
    {
        var targets = Targets(model);
        var tied = (model as ITiesWeights)?.Tied ?? new Dictionary<string, string>();
        List<string> loaded = [], extra = [], retied = [];
        using var noGrad = torch.no_grad();
        foreach (var (name, shape) in source)
        {
            var key = options.Rename is null ? name : options.Rename(name) ?? "";
            if (!targets.ContainsKey(key) && tied.TryGetValue(key, out var shared))
            {
                // A published file may hold only the copy; then it stands in for the shared tensor.
                if (source.Any(s => s.Name == shared))
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
            Copy(path, key, name, shape, target, read);
            loaded.Add(key);
        }
        var missing = targets.Keys.Except(loaded).ToList();
        Check(path, "lacks", missing, options.AllowMissing);
        Check(path, "holds unknown", extra, options.AllowExtra);
        return new LoadingReport(loaded, missing, extra, retied);
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

    private static void Copy(string path, string key, string name, long[] shape, Tensor target, Func<string, Tensor> read)
    {
        if (!shape.SequenceEqual(target.shape))
            throw new CheckpointException($"{path}: '{name}' has shape [{string.Join(", ", shape)}], but the model's '{key}' is [{string.Join(", ", target.shape)}].");
        using var scope = torch.NewDisposeScope();
        target.copy_(read(name));
    }

    private static void Check(string path, string verb, List<string> names, bool allowed)
    {
        if (!allowed && names.Count > 0)
            throw new CheckpointException($"{path}: {verb} {names.Count} tensor(s): {string.Join(", ", names.Take(4))}{(names.Count > 4 ? ", …" : "")}.");
    }
}
