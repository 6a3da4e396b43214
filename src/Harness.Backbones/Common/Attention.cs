using Harness.Adapters.Sites;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>
/// Multi-head attention without its projections: softmax(s·q·kᵀ + bias)·v. Heads are folded into the batch, because one batched
/// product per step is the fewest operators.
/// </summary>
internal static class Attention
{
    /// <summary>Added to a score to hide it. Finite, so that a row with everything hidden stays a number; fits every type used here.</summary>
    public static double Hidden(ScalarType type) => type == ScalarType.Float16 ? -6e4 : -1e9;

    /// <summary>[B, L, h·k] → [B·h, L, k].</summary>
    public static Tensor Split(Tensor x, long heads)
    {
        var (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
        return x.view(batch, length, heads, width / heads).transpose(1, 2).reshape(batch * heads, length, width / heads);
    }

    /// <summary>[B·h, L, k] → [B, L, h·k].</summary>
    public static Tensor Merge(Tensor x, long heads)
    {
        var (batch, length, width) = (x.shape[0] / heads, x.shape[1], x.shape[2]);
        return x.view(batch, heads, length, width).transpose(1, 2).reshape(batch, length, heads * width);
    }

    /// <summary>q [B·h, Lq, k], k and v [B·h, Lk, k], bias [B·h, 1 or Lq, Lk] or null → [B·h, Lq, k].</summary>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? bias, double scale, PassContext context, double dropout)
    {
        var keys = k.transpose(1, 2);
        // On a tensor baddbmm takes (second factor, summand); torch.baddbmm takes its first argument for the first factor.
        var scores = bias is not null
            ? q.baddbmm(keys, bias, beta: 1, alpha: (float)scale)
            : (scale == 1 ? q : q * scale).bmm(keys);
        return context.Drop(scores.softmax(-1), dropout).bmm(v);
    }

    /// <summary>Mask [B, Lk] of ones and zeros → additive [B, 1, 1, Lk]: 0 where seen, <see cref="Hidden"/> where not.</summary>
    public static Tensor PaddingBias(Tensor mask, ScalarType type) =>
        ((1 - mask.to(type)) * Hidden(type)).unsqueeze(1).unsqueeze(1);

    /// <summary>Additive [1, 1, Lq, Lk] that hides what comes later; query i stands at position i + <paramref name="offset"/>.</summary>
    public static Tensor CausalBias(long queries, long offset, ScalarType type, Device device) =>
        torch
            .full([queries, queries + offset], Hidden(type), dtype: type, device: device)
            .triu(1 + offset)
            .unsqueeze(0)
            .unsqueeze(0);

    /// <summary>Broadcasts an additive [1 or B, 1 or h, 1 or Lq, Lk] to [B·h, Lq, Lk], once for all layers of a stack.</summary>
    public static Tensor Folded(Tensor bias, long batch, long heads, long queries)
    {
        var keys = bias.shape[3];
        return bias.expand(batch, heads, queries, keys).reshape(batch * heads, queries, keys);
    }
}

/// <summary>
/// The middle of an attention layer: queries of x, keys and values of a source, mixed per head. The projections belong to the
/// module that uses this, under whatever names its checkpoints give them.
/// Shapes: x [B, Lq, d], source [B, Lk, d] → [B, Lq, h·k].
/// </summary>
/// <param name="scale">Factor on the scores: 1/√k, or 1 in T5.</param>
internal sealed class HeadMixer(Projection q, Projection k, Projection v, long heads, double scale, double dropout)
{
    /// <param name="source">What keys and values are made of; null when <paramref name="cache"/> holds all of them already.</param>
    /// <param name="bias">[B·h, 1 or Lq, Lk], or null.</param>
    public Tensor Mix(Tensor x, Tensor? source, Tensor? bias, KeyValues? cache, PassContext context)
    {
        var queries = Attention.Split(q.call(x, context), heads);
        Tensor? keys = null,
            values = null;
        if (source is not null)
        {
            keys = Attention.Split(k.call(source, context), heads);
            values = Attention.Split(v.call(source, context), heads);
            cache?.Append(keys, values);
        }
        var mixed = Attention.Attend(queries, cache?.Keys ?? keys!, cache?.Values ?? values!, bias, scale, context, dropout);
        return Attention.Merge(mixed, heads);
    }
}
