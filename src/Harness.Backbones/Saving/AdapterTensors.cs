using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>Copies a file's tensors into exactly the parameters that it should hold.</summary>
internal static class AdapterTensors
{
    /// <summary>Every key is checked before the first number is copied.</summary>
    /// <param name="optional">What the file may lack.</param>
    /// <exception cref="CheckpointException">A key is missing, extra or mis-shaped; the message names it.</exception>
    public static void Load(
        SafetensorsFile file,
        IReadOnlyList<(string name, Tensor tensor)> expected,
        IReadOnlyList<(string name, Tensor tensor)>? optional = null
    )
    {
        Named(file.Path, "lacks", expected.Select(t => t.name).Where(n => !file.Contains(n)));
        expected = [.. expected, .. (optional ?? []).Where(t => file.Contains(t.name))];
        var shapes = expected.ToDictionary(t => t.name, t => t.tensor.shape);
        Named(file.Path, "holds unknown", file.Entries.Select(e => e.Name).Where(n => !shapes.ContainsKey(n)));
        foreach (var entry in file.Entries)
            if (!entry.Shape.SequenceEqual(shapes[entry.Name]))
                throw new CheckpointException(
                    $"{file.Path}: '{entry.Name}' has shape [{string.Join(", ", entry.Shape)}]; the method needs [{string.Join(", ", shapes[entry.Name])}]."
                );
        using var _ = no_grad();
        foreach (var (name, tensor) in expected)
        {
            using var scope = NewDisposeScope();
            tensor.copy_(file.Read(name));
        }
    }

    private static void Named(string path, string verb, IEnumerable<string> keys)
    {
        var list = keys.ToList();
        if (list.Count > 0)
            throw new CheckpointException(
                $"{path}: {verb} {list.Count} tensor(s): {string.Join(", ", list.Take(4))}{(list.Count > 4 ? ", …" : "")}."
            );
    }
}
