using System.Text.Json;
using Harness.Adapters.Saving;
using Harness.Adapters.Saving.Safetensors;
using static TorchSharp.torch;

namespace Harness.Backbones.Checkpoints;

/// <summary>
/// Weights in several files with an index: <c>{"weight_map": {"tensor": "file", …}}</c>, as Hugging Face writes
/// <c>model.safetensors.index.json</c> and <c>pytorch_model.bin.index.json</c>. Index and files must agree tensor for tensor.
/// </summary>
public sealed class ShardedWeights : IWeightFile
{
    private readonly Dictionary<string, IWeightFile> files;
    private readonly Dictionary<string, string> map;

    private ShardedWeights(string path, Dictionary<string, string> map, Dictionary<string, IWeightFile> files)
    {
        (Path, this.map, this.files) = (path, map, files);
        Entries = [.. files.Values.SelectMany(f => f.Entries)];
    }

    public string Path { get; }

    public IReadOnlyList<WeightEntry> Entries { get; }

    /// <exception cref="CheckpointException">The index is malformed, a file is missing, or the two disagree.</exception>
    public static ShardedWeights Open(string path)
    {
        var map = ReadMap(path);
        var files = new Dictionary<string, IWeightFile>(StringComparer.Ordinal);
        try
        {
            foreach (var name in map.Values.Distinct())
                files[name] = OpenShard(path, name);
            var held = files.SelectMany(f => f.Value.Entries.Select(e => (e.Name, File: f.Key))).ToHashSet();
            var listed = map.Select(m => (Name: m.Key, File: m.Value)).ToHashSet();
            Check(path, "lists", "is not in", listed.Except(held));
            Check(path, "does not list", "is in", held.Except(listed));
            return new ShardedWeights(path, map, files);
        }
        catch
        {
            foreach (var file in files.Values)
                file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, ScalarType? type = null, Device? device = null) => Shard(name).Read(name, type, device);

    /// <inheritdoc/>
    public Tensor? Map(string name) => Shard(name).Map(name);

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }

    private IWeightFile Shard(string name) =>
        map.TryGetValue(name, out var file) ? files[file] : throw new CheckpointException($"{Path}: lists no tensor '{name}'.");

    private static Dictionary<string, string> ReadMap(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in json.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                if (!map.TryAdd(entry.Name, entry.Value.GetString() ?? ""))
                    throw new CheckpointException($"{path}: the tensor '{entry.Name}' is listed twice.");
            }
            return map.Count > 0 ? map : throw new CheckpointException($"{path}: lists no tensors.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be opened ({e.Message}).", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckpointException(
                $"{path}: not an index of weights; {{\"weight_map\": {{\"tensor\": \"file\"}}}} is wanted ({e.Message}).",
                e
            );
        }
    }

    private static IWeightFile OpenShard(string path, string name)
    {
        // A name is a file beside the index, never a way to somewhere else.
        if (
            name.Length == 0
            || name != System.IO.Path.GetFileName(name)
            || name is "." or ".."
            || name.EndsWith(".index.json", StringComparison.Ordinal)
        )
            throw new CheckpointException($"{path}: '{name}' is not the name of a file of weights in the same folder.");
        var shard = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", name);
        return File.Exists(shard)
            ? WeightFiles.Open(shard)
            : throw new CheckpointException($"{path}: the file {name} that it lists is missing beside it.");
    }

    private static void Check(string path, string verb, string where, IEnumerable<(string Name, string File)> wrong)
    {
        if (wrong.FirstOrDefault() is { Name: not null } first)
            throw new CheckpointException(
                $"{path}: {verb} the tensor '{first.Name}', which {where} {first.File}; index and files are not of one set."
            );
    }
}
