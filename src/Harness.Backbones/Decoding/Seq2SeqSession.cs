using Harness.Backbones.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Decoding;

/// <summary>Decoding with an encoder–decoder, with a key/value cache or (for comparison) by running the whole prefix again.</summary>
internal sealed class Seq2SeqSession(Encoded encoded, DecoderCache? cache, Seq2SeqSession.StepFunction step) : IDecodingSession
{
    private Encoded source = new(encoded.State.alias().DetachFromDisposeScope(), encoded.Mask.alias().DetachFromDisposeScope());
    private Tensor? prefix;

    /// <summary>New tokens (or, without a cache, the whole prefix) → logits of the last position, [R, V].</summary>
    public delegate Tensor StepFunction(Tensor tokens, Encoded encoded, DecoderCache? cache);

    public Tensor Next(Tensor tokens)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        if (cache is null)
            tokens = Keep(ref prefix, prefix is null ? tokens.alias() : cat([prefix, tokens], 1));
        return step(tokens, source, cache).MoveToOuterDisposeScope();
    }

    public void Reorder(Tensor rows)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        cache?.Reorder(rows);
        var (state, mask) = (source.State, source.Mask);
        source = new Encoded(
            state.index_select(0, rows).DetachFromDisposeScope(),
            mask.index_select(0, rows).DetachFromDisposeScope()
        );
        state.Dispose();
        mask.Dispose();
        if (prefix is not null)
            Keep(ref prefix, prefix.index_select(0, rows));
    }

    public void Dispose()
    {
        cache?.Dispose();
        prefix?.Dispose();
        source.State.Dispose();
        source.Mask.Dispose();
    }

    private static Tensor Keep(ref Tensor? place, Tensor value)
    {
        place?.Dispose();
        return place = value.DetachFromDisposeScope();
    }
}
