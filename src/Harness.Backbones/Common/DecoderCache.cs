using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>
/// Keys and values that one attention has seen while decoding, [B·h, L, k] each. Its tensors live outside dispose scopes until
/// they are replaced or the cache is disposed.
/// </summary>
internal sealed class KeyValues(long heads) : IDisposable
{
    public Tensor? Keys { get; private set; }

    public Tensor? Values { get; private set; }

    /// <summary>Positions held.</summary>
    public long Length => Keys?.shape[1] ?? 0;

    /// <summary>Adds positions at the end.</summary>
    public void Append(Tensor keys, Tensor values) =>
        Replace(Keys is null ? keys.alias() : cat([Keys, keys], 1), Values is null ? values.alias() : cat([Values, values], 1));

    /// <summary>Keeps the samples that <paramref name="rows"/> [B'] names, in that order.</summary>
    public void Reorder(Tensor rows)
    {
        if (Keys is not null && Values is not null)
            Replace(Picked(Keys, rows), Picked(Values, rows));
    }

    public void Dispose()
    {
        Keys?.Dispose();
        Values?.Dispose();
    }

    private Tensor Picked(Tensor x, Tensor rows) =>
        x.view(-1, heads, x.shape[1], x.shape[2]).index_select(0, rows).view(rows.shape[0] * heads, x.shape[1], x.shape[2]);

    private void Replace(Tensor keys, Tensor values)
    {
        Dispose();
        (Keys, Values) = (keys.DetachFromDisposeScope(), values.DetachFromDisposeScope());
    }
}

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
