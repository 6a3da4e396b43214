using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>The keys and values of every block of a decoder.</summary>
internal sealed class DecoderCache(int layers, long heads) : IDisposable
{
    private readonly BlockCache[] blocks = [.. Enumerable.Range(0, layers).Select(_ => new BlockCache(heads))];

    public BlockCache this[int layer] => blocks[layer];

    /// <summary>Decoder positions held.</summary>
    public long Length => blocks[0].Self.Length;

    /// <summary>True once the encoder's keys and values are held, so that its state need not be given again.</summary>
    public bool HoldsMemory => blocks[0].Cross.Length > 0;

    public void Reorder(Tensor rows)
    {
        foreach (var block in blocks)
            block.Reorder(rows);
    }

    public void Dispose()
    {
        foreach (var block in blocks)
            block.Dispose();
    }
}
