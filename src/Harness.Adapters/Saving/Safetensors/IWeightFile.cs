using static TorchSharp.torch;

namespace Harness.Adapters.Saving.Safetensors;

/// <summary>One tensor of a file.</summary>
/// <param name="Shape">Empty for a scalar.</param>
public record WeightEntry(string Name, ScalarType Type, long[] Shape);

/// <summary>
/// Tensors by name in a file, or in several that belong together. Opening reads what describes the tensors and checks it; a tensor's own
/// bytes are touched only when it is read.
/// </summary>
public interface IWeightFile : IDisposable
{
    string Path { get; }

    /// <summary>Every tensor, in the file's order; names are distinct.</summary>
    IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>A copy of one tensor.</summary>
    /// <param name="type">Converts to this type; null keeps the file's.</param>
    /// <param name="device">Null: the CPU.</param>
    /// <exception cref="CheckpointException">No tensor of that name, or its bytes are damaged.</exception>
    Tensor Read(string name, ScalarType? type = null, Device? device = null);

    /// <summary>One tensor in the file's own memory, which processes share; nothing that is written to it reaches the file.</summary>
    /// <returns>Null where the file does not hold it as a tensor in memory does: single precision, row-major, aligned.</returns>
    /// <exception cref="CheckpointException">No tensor of that name, or its bytes are damaged.</exception>
    Tensor? Map(string name);
}
