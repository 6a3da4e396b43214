using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// One T5 block: self-attention, in a decoder cross-attention, feed-forward; each normalises its input and adds to it.
/// Sub-layers are registered as <c>layer.0</c>, <c>layer.1</c>, … as published. Shapes: [B, L, d] → [B, L, d].
/// </summary>
internal sealed class T5Block : Part
{
    private readonly T5AttentionLayer self;
    private readonly T5AttentionLayer? cross;
    private readonly T5FeedForwardLayer feedForward;

    public T5Block(T5Config config, BackboneBuilder builder, Place place, bool decoder)
        : base(nameof(T5Block))
    {
        var layers = new PartGroup("layer");
        var at = place.Child("layer");
        layers.Add(
            self = new T5AttentionLayer(config, builder, at.Child("0"), SubLayer.SelfAttention, relative: place.Layer == 0)
        );
        if (decoder)
            layers.Add(cross = new T5AttentionLayer(config, builder, at.Child("1"), SubLayer.CrossAttention, relative: false));
        layers.Add(feedForward = new T5FeedForwardLayer(config, builder, at.Child(decoder ? "2" : "1")));
        register_module("layer", layers);
    }

    /// <summary>The stack's relative-position table; only block 0 has it.</summary>
    public RelativePositions? Positions => self.Attention.Positions;

    public Tensor EncoderForward(Tensor x, Tensor bias, PassContext context) =>
        feedForward.Forward(self.SelfForward(x, bias, null, context), context);

    public Tensor DecoderForward(Tensor x, Tensor bias, Tensor? memory, Tensor? crossBias, BlockCache? cache, PassContext context)
    {
        x = self.SelfForward(x, bias, cache?.Self, context);
        x = cross!.CrossForward(x, memory, crossBias, cache?.Cross, context);
        return feedForward.Forward(x, context);
    }
}
