using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints.Pickle;

namespace Harness.Backbones.Checkpoints.Torch;

/// <summary>
/// The names that torch's own archives of tensors use, and what each builds. There is no other: a pickle that names anything else
/// (a class, a function) is refused with that name.
/// </summary>
/// <param name="place">Finds the storage of a reference, and says where its bytes are if the layout knows that yet.</param>
internal sealed class TorchNames(Func<TorchStorage, TorchStorage> place) : IPickleMeaning
{
    private static readonly string[] dtypes =
    [
        "float64",
        "float32",
        "float16",
        "bfloat16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8",
        "bool",
        "complex64",
        "complex128",
    ];

    private readonly Dictionary<string, TorchStorage> storages = new(StringComparer.Ordinal);

    /// <summary>Every storage referred to so far.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => storages;

    public object Global(string module, string name) =>
        (module, name) switch
        {
            ("collections", "OrderedDict") => new PickleGlobal(module, name),
            (
                "torch._utils",
                "_rebuild_tensor"
                    or "_rebuild_tensor_v2"
                    or "_rebuild_parameter"
                    or "_rebuild_parameter_with_state"
            ) => new PickleGlobal(module, name),
            ("torch", "Size" or "device") => new PickleGlobal(module, name),
            ("__builtin__" or "builtins", "set" or "frozenset") => new PickleGlobal(module, "set"),
            ("torch", _) when ElementType.OfStorage(name) is { } type => type,
            ("torch", _) when dtypes.Contains(name) => new PickleGlobal(module, name),
            _ => throw new PickleException(
                $"it names '{Shown(module)}.{Shown(name)}', which only code could make; tensors and containers are read, nothing is run. Save the tensors alone: torch.save(model.state_dict(), …)"
            ),
        };

    public object? Call(object callable, object?[] arguments) =>
        (callable as PickleGlobal)?.Name switch
        {
            "OrderedDict" => arguments is []
                ? new PickleDictionary()
                : throw new PickleException("an OrderedDict made at once; one filled after it was made is read"),
            "_rebuild_tensor" or "_rebuild_tensor_v2" => Tensor(arguments),
            "_rebuild_parameter" or "_rebuild_parameter_with_state" => arguments is [TorchTensor tensor, ..]
                ? tensor
                : throw new PickleException("a parameter without a tensor"),
            "Size" => arguments is [PickleTuple size] ? size : throw new PickleException("a torch.Size without numbers"),
            "device" => arguments is [string, ..] ? arguments[0] : throw new PickleException("a torch.device without a name"),
            "set" => arguments is [PickleList items] ? items
            : arguments is [] ? new PickleList()
            : throw new PickleException("a set without items"),
            _ => throw new PickleException($"it calls {callable}, which is no function that tensors or containers need"),
        };

    public object Reference(object? id)
    {
        if (
            id is not PickleTuple { Items: ["storage", ElementType type, string key, string, long elements, .. var rest] }
            || rest.Length > 1
        )
            throw new PickleException(
                id is PickleTuple { Items: ["module", ..] }
                    ? "it holds a whole module with its code; save model.state_dict() instead"
                    : "a reference that is no storage"
            );
        if (elements < 0 || elements > long.MaxValue / type.Size)
            throw new PickleException($"a storage of {elements} elements");
        if (!storages.TryGetValue(key, out var storage))
            storages[key] = storage = place(new TorchStorage(key, type, elements));
        if (storage.Type != type || storage.Elements != elements)
            throw new PickleException($"the storage '{Shown(key)}' is described in two ways");
        return rest switch
        {
            [] or [null] => new TorchStorageView(storage, 0, elements),
            [PickleTuple { Items: [string, long offset, long count] }]
                when offset >= 0 && count >= 0 && offset <= elements - count => new TorchStorageView(storage, offset, count),
            _ => throw new PickleException("a view that leaves its storage"),
        };
    }

    private static TorchTensor Tensor(object?[] arguments) =>
        arguments is [TorchStorageView storage, long offset, PickleTuple shape, PickleTuple strides, ..]
        && arguments.Length is >= 4 and <= 7
            ? TorchTensor.Make(storage, offset, Numbers(shape), Numbers(strides))
            : throw new PickleException("a tensor that is not made of storage, offset, sizes and strides");

    private static long[] Numbers(PickleTuple tuple) =>
        tuple.Items.Length <= ElementType.MaxRank && tuple.Items.All(i => i is long)
            ? [.. tuple.Items.Cast<long>()]
            : throw new PickleException($"sizes that are no whole numbers, or more than {ElementType.MaxRank}");

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
