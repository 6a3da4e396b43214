using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>The element types of the safetensors format and what each is in torch.</summary>
internal static class SafetensorsType
{
    private static readonly (string Name, ScalarType Type, int Size)[] Known =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Names that a file may use, for messages.</summary>
    public static string Names => string.Join(", ", Known.Select(k => k.Name));

    public static bool TryParse(string name, out ScalarType type, out int size)
    {
        foreach (var known in Known)
        {
            if (known.Name != name)
                continue;
            (type, size) = (known.Type, known.Size);
            return true;
        }
        (type, size) = (default, 0);
        return false;
    }

    /// <exception cref="CheckpointException">The type has no name in the format (complex numbers).</exception>
    public static string NameOf(ScalarType type, string tensor)
    {
        foreach (var known in Known)
        {
            if (known.Type == type)
                return known.Name;
        }
        throw new CheckpointException($"Tensor '{tensor}' has type {type}, which a safetensors file cannot hold; convert it to one of {Names}.");
    }
}
