using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.Checkpoints.Pickle;

namespace Harness.Backbones.Checkpoints.Torch;

/// <summary>Numbers that one or more tensors of a torch archive are views of.</summary>
/// <param name="Key">What the archive calls it.</param>
internal sealed record TorchStorage(string Key, ElementType Type, long Elements)
{
    /// <summary>First byte in the file; known once the layout has placed it.</summary>
    public long Begin { get; set; } = -1;

    /// <summary>Checksum to compare with before the first use; null: none, or compared.</summary>
    public uint? Crc { get; set; }

    public long Bytes => Elements * Type.Size;
}

/// <summary>A stretch of a storage that is used as a storage of its own, as the legacy layout may do.</summary>
/// <param name="Offset">In elements.</param>
internal sealed record TorchStorageView(TorchStorage Storage, long Offset, long Elements);

/// <summary>A tensor of a torch archive: element (i, j, …) is element Offset + i·Strides[0] + j·Strides[1] + … of the storage.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    public long Elements { get; private init; }

    /// <summary>Whether the elements lie one after the other, in row-major order.</summary>
    public bool IsDense => IsDenseFrom(0);

    /// <exception cref="PickleException">The view leaves its storage, or repeats elements so that it is larger.</exception>
    public static TorchTensor Make(TorchStorageView view, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > ElementType.MaxRank)
            throw new PickleException($"a tensor of {shape.Length} sizes and {strides.Length} strides");
        if (
            offset < 0
            || shape.Any(n => n < 0)
            || strides.Any(n => n < 0)
            || !ElementType.TryCount(shape, view.Storage.Type.Size, out var elements)
        )
            throw new PickleException(
                $"a tensor of shape [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}]"
            );
        Int128 last = offset;
        for (var i = 0; i < shape.Length; i++)
            last += (Int128)(shape[i] - 1) * strides[i];
        if (elements > 0 && last >= view.Elements)
            throw new PickleException($"a tensor that reaches to element {last} of a storage of {view.Elements}");
        // Nothing stops a few bytes from standing for any number of elements; published weights do not do that.
        if (elements > view.Elements)
            throw new PickleException(
                $"a tensor of {elements} elements that repeats those of a storage of {view.Elements}; save it with .contiguous()"
            );
        return new TorchTensor(view.Storage, view.Offset + offset, shape, strides) { Elements = elements };
    }

    /// <summary>Copies the elements in row-major order out of the storage's bytes.</summary>
    public void CopyTo(ReadOnlySpan<byte> storage, Span<byte> into)
    {
        if (Elements > 0)
            Copy(storage[(int)(Offset * Storage.Type.Size)..], into, 0);
    }

    private void Copy(ReadOnlySpan<byte> from, Span<byte> into, int dimension)
    {
        var size = Storage.Type.Size;
        if (IsDenseFrom(dimension))
        {
            from[..into.Length].CopyTo(into);
            return;
        }
        var step = into.Length / (int)Shape[dimension];
        for (var i = 0; i < Shape[dimension]; i++)
            Copy(from[(int)(i * Strides[dimension] * size)..], into.Slice(i * step, step), dimension + 1);
    }

    private bool IsDenseFrom(int dimension)
    {
        long expected = 1;
        for (var i = Shape.Length - 1; i >= dimension; i--)
        {
            if (Shape[i] != 1 && Strides[i] != expected)
                return false;
            expected *= Shape[i];
        }
        return true;
    }
}
