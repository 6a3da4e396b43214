using static TorchSharp.torch;

namespace Harness.Adapters.Saving.Safetensors;

/// <summary>An element type that weight files use.</summary>
/// <param name="Name">In safetensors files.</param>
/// <param name="Storage">In torch archives: <c>torch.FloatStorage</c> and so on.</param>
/// <param name="Size">Bytes.</param>
internal sealed record ElementType(string Name, string Storage, ScalarType Type, int Size)
{
    /// <summary>Most dimensions that torch's operators take.</summary>
    public const int MaxRank = 64;

    private static readonly ElementType[] all =
    [
        new("F64", "DoubleStorage", ScalarType.Float64, 8),
        new("F32", "FloatStorage", ScalarType.Float32, 4),
        new("F16", "HalfStorage", ScalarType.Float16, 2),
        new("BF16", "BFloat16Storage", ScalarType.BFloat16, 2),
        new("I64", "LongStorage", ScalarType.Int64, 8),
        new("I32", "IntStorage", ScalarType.Int32, 4),
        new("I16", "ShortStorage", ScalarType.Int16, 2),
        new("I8", "CharStorage", ScalarType.Int8, 1),
        new("U8", "ByteStorage", ScalarType.Byte, 1),
        new("BOOL", "BoolStorage", ScalarType.Bool, 1),
    ];

    /// <summary>Names that a safetensors file may use, for messages.</summary>
    public static string Names => string.Join(", ", all.Select(k => k.Name));

    public static bool TryParse(string name, out ElementType type) =>
        (type = all.FirstOrDefault(t => t.Name == name)!) is not null;

    public static ElementType? OfStorage(string storage) => Array.Find(all, t => t.Storage == storage);

    /// <exception cref="CheckpointException">The type has no name in the format (complex numbers).</exception>
    public static ElementType Of(ScalarType type, string tensor) =>
        Array.Find(all, t => t.Type == type)
        ?? throw new CheckpointException(
            $"Tensor '{tensor}' has type {type}, which a safetensors file cannot hold; convert it to one of {Names}."
        );

    /// <summary>Number of elements of a shape; false where bytes or strides would overflow.</summary>
    public static bool TryCount(ReadOnlySpan<long> shape, int size, out long elements)
    {
        UInt128 stride = (uint)size;
        elements = 1;
        foreach (var dimension in shape)
        {
            stride *= (ulong)Math.Max(1, dimension);
            if (stride > long.MaxValue)
                return false;
            elements *= dimension;
        }
        return true;
    }

    /// <summary>The tensor, or in its place one of another type or elsewhere.</summary>
    public static Tensor Converted(Tensor tensor, ScalarType? type, Device? device)
    {
        if ((type is null || tensor.dtype == type) && device is null)
            return tensor;
        using (tensor)
        using (var converted = tensor.to(type ?? tensor.dtype, copy: true))
            return device is null ? converted.alias() : converted.to(device, copy: true);
    }
}
