using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
