using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>What one decoder block remembers between steps: its own keys and values, and those of the encoder's state.</summary>
internal sealed class BlockCache(long heads) : IDisposable
{
    public KeyValues Self { get; } = new(heads);

    public KeyValues Cross { get; } = new(heads);

    public void Reorder(Tensor rows)
    {
        Self.Reorder(rows);
        Cross.Reorder(rows);
    }

    public void Dispose()
    {
        Self.Dispose();
        Cross.Dispose();
    }
}
