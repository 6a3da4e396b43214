using Harness.Adapters;
using Harness.Adapters.Numerics;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>What an encoder made of its input.</summary>
/// <param name="State">[B, L, d], after the final norm and dropout.</param>
/// <param name="Mask">[B, L]: 1 where a position counts.</param>
public sealed record Encoded(Tensor State, Tensor Mask)
{
    /// <summary>Each sample <paramref name="times"/> times in a row, as beams need it.</summary>
    public Encoded Repeat(long times) =>
        times == 1 ? this : new(State.repeat_interleave(times, 0), Mask.repeat_interleave(times, 0));

    /// <summary>
    /// The pass with the mean of the states over real positions as routing feature [B, 1, d], which decoder modules see in encoder–decoders; a
    /// feature that the pass brings stays.
    /// </summary>
    internal PassContext AsFeature(PassContext context) =>
        context.RoutingFeature is not null
            ? context
            : context with
            {
                RoutingFeature = MaskedMean.Of(State, Mask, keepDim: true),
            };
}

/// <summary>One pass of an encoder–decoder with teacher forcing.</summary>
/// <param name="Logits">[B, T, V].</param>
/// <param name="Encoder">The encoder's final state and mask.</param>
/// <param name="DecoderState">[B, T, d], after the final norm and dropout.</param>
public sealed record Seq2SeqOutput(Tensor Logits, Encoded Encoder, Tensor DecoderState);
