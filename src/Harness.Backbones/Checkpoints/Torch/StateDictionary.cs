using Harness.Backbones.Checkpoints.Pickle;

namespace Harness.Backbones.Checkpoints.Torch;

/// <summary>Finds the named tensors in what a torch archive holds.</summary>
internal static class StateDictionary
{
    private static readonly string[] usual = ["model", "state_dict", "model_state_dict", "model_state", "module"];

    /// <summary>
    /// The dictionary from names to tensors: the object itself, or the one dictionary of tensors inside (a training checkpoint keeps it under
    /// <c>model</c> or <c>state_dict</c>, beside numbers, text and an optimiser's state). Entries that are no tensors are left out.
    /// </summary>
    /// <exception cref="PickleException">There is none, or several and none has a usual name; or a name occurs twice.</exception>
    public static List<(string Name, TorchTensor Tensor)> Find(object? root)
    {
        if (root is not PickleDictionary dictionary)
            throw new PickleException($"it holds {Kind(root)}, not a dictionary of named tensors");
        for (var depth = 0; depth < 8; depth++)
        {
            var inner = dictionary
                .Items.Where(i => i is (string, PickleDictionary))
                .Select(i => (Name: (string)i.Key!, Value: (PickleDictionary)i.Value!))
                .DistinctBy(i => i.Value)
                .ToList();
            var named = usual.SelectMany(u => inner.Where(i => i.Name == u)).Select(i => i.Value).FirstOrDefault();
            if (named is null && Tensors(dictionary) is { Count: > 0 } tensors)
                return Distinct(tensors);
            if (named is null)
            {
                var full = inner.Where(i => Tensors(i.Value).Count > 0).ToList();
                if (full.Count > 1)
                    throw new PickleException(
                        $"it holds several dictionaries of tensors ({string.Join(", ", full.Take(4).Select(c => $"'{c.Name}'"))}); save the one that is wanted alone"
                    );
                if (full.Count == 0)
                    break;
                named = full[0].Value;
            }
            dictionary = named;
        }
        throw new PickleException("it holds no dictionary of named tensors");
    }

    private static List<(string, TorchTensor)> Tensors(PickleDictionary dictionary) =>
        [.. dictionary.Items.Where(i => i is (string, TorchTensor)).Select(i => ((string)i.Key!, (TorchTensor)i.Value!))];

    private static List<(string Name, TorchTensor)> Distinct(List<(string Name, TorchTensor)> tensors) =>
        tensors.GroupBy(t => t.Name).FirstOrDefault(g => g.Skip(1).Any()) is { } twice
            ? throw new PickleException($"the name '{twice.Key}' occurs twice")
            : tensors;

    private static string Kind(object? value) =>
        value switch
        {
            TorchTensor => "a single tensor",
            PickleList or PickleTuple => "a list",
            null => "nothing",
            _ => "a single value",
        };
}
