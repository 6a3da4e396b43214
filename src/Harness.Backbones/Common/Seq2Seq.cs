using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>Teacher forcing and its loss.</summary>
public static class Seq2SeqLabels
{
    /// <summary>Marks a position of the labels that has no target.</summary>
    public const long Ignored = -100;

    /// <summary>Decoder input for <paramref name="labels"/> [B, T]: the start token, then all labels but the last; ignored ones become padding.</summary>
    public static Tensor ShiftRight(Tensor labels, long start, long pad)
    {
        var first = full([labels.shape[0], 1], start, dtype: ScalarType.Int64, device: labels.device);
        var rest = labels.narrow(1, 0, labels.shape[1] - 1);
        return cat([first, rest.masked_fill(rest.eq(Ignored), pad)], 1);
    }

    /// <summary>Cross-entropy of every position, [B, T]; 0 where ignored.</summary>
    public static Tensor TokenLoss(Tensor logits, Tensor labels) =>
        nn
            .functional.cross_entropy(
                logits.reshape(-1, logits.shape[2]),
                labels.reshape(-1),
                ignore_index: Ignored,
                reduction: nn.Reduction.None
            )
            .view(labels.shape);

    /// <summary>Mean cross-entropy over all targets of the batch, [].</summary>
    public static Tensor MeanLoss(Tensor logits, Tensor labels) =>
        nn.functional.cross_entropy(logits.reshape(-1, logits.shape[2]), labels.reshape(-1), ignore_index: Ignored);

    /// <summary>
    /// MixPHM's task loss (released code, <c>vqa_model.py</c>): each sample's mean cross-entropy over its own targets, times the soft
    /// score of its answer, then the mean over the batch. Shapes: logits [B, T, V], labels [B, T], scores [B] → [].
    /// </summary>
    /// <param name="scores">Null: all ones.</param>
    public static Tensor ScoredLoss(Tensor logits, Tensor labels, Tensor? scores = null)
    {
        var targets = labels.ne(Ignored).sum(1).clamp(min: 1);
        var samples = TokenLoss(logits, labels).sum(1) / targets;
        return (scores is null ? samples : samples * scores).mean();
    }
}

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
