using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.T5Models;

/// <summary>
/// A stack of T5 blocks and its final norm. The relative-position bias of block 0 serves all blocks.
/// Shapes: [B, L, d] → [B, L, d].
/// </summary>
internal class T5Stack : Part
{
    private readonly List<T5Block> blocks = [];
    private readonly RmsNorm finalNorm;
    private readonly double dropout;

    public T5Stack(T5Config config, BackboneBuilder builder, Place place, int layers, bool decoder)
        : base(place.Stack)
    {
        (Heads, dropout) = (config.NumHeads, config.DropoutRate);
        var parts = new PartGroup("block");
        for (var i = 0; i < layers; i++)
        {
            var block = new T5Block(config, builder, place.Child("block").Block(i), decoder);
            blocks.Add(block);
            parts.Add(block);
        }
        register_module("block", parts);
        register_module(
            "final_layer_norm",
            finalNorm = builder.RmsNorm(place.Child("final_layer_norm"), SubLayer.Head, config.DModel, config.LayerNormEpsilon)
        );
    }

    protected long Heads { get; }

    public int Layers => blocks.Count;

    /// <summary>The stack's relative-position bias, [1, h, Lq, Lk].</summary>
    public Tensor PositionBias(long queries, long keys, long offset = 0) => blocks[0].Positions!.Forward(queries, keys, offset);

    /// <summary>Encoder pass. <paramref name="mask"/> [B, L]: 1 where a position may be attended to.</summary>
    /// <param name="positionBias">[1, h, L, L].</param>
    public Tensor EncoderForward(
        Tensor embedded,
        Tensor mask,
        Tensor positionBias,
        PassContext context,
        List<Tensor>? states = null
    )
    {
        var bias = Attention.Folded(
            positionBias + Attention.PaddingBias(mask, embedded.dtype),
            embedded.shape[0],
            Heads,
            embedded.shape[1]
        );
        var x = context.Drop(embedded, dropout);
        foreach (var block in blocks)
        {
            states?.Add(x);
            x = block.EncoderForward(x, bias, context);
        }
        return Finish(x, states, context);
    }

    /// <summary>Decoder pass over new positions, after those that <paramref name="cache"/> holds.</summary>
    /// <param name="memory">[B, Lk, d]; null when the cache holds its keys and values.</param>
    /// <param name="crossBias">[B·h, Lq, Lk] or [B·h, 1, Lk] for a single step.</param>
    public Tensor DecoderForward(
        Tensor embedded,
        Tensor? memory,
        Tensor crossBias,
        DecoderCache? cache,
        PassContext context,
        List<Tensor>? states = null
    )
    {
        var (batch, length, past) = (embedded.shape[0], embedded.shape[1], cache?.Length ?? 0);
        var bias = PositionBias(length, past + length, past);
        if (length > 1)
            bias = bias + Attention.CausalBias(length, past, embedded.dtype, embedded.device);
        bias = Attention.Folded(bias, batch, Heads, length);
        var x = context.Drop(embedded, dropout);
        for (var i = 0; i < blocks.Count; i++)
        {
            states?.Add(x);
            x = blocks[i].DecoderForward(x, bias, memory, crossBias, cache?[i], context);
        }
        return Finish(x, states, context);
    }

    private Tensor Finish(Tensor x, List<Tensor>? states, PassContext context)
    {
        x = context.Drop(finalNorm.call(x), dropout);
        states?.Add(x);
        return x;
    }
}
