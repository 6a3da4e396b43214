using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// One BART block, normalised after each residual: self-attention, in a decoder cross-attention, feed-forward.
/// Shapes: [B, L, d] → [B, L, d]. Parameters: 4(d² + d) + 2·d·ff + ff + 5d, in a decoder 4(d² + d) + 2d more.
/// </summary>
internal sealed class BartLayer : Part
{
    private readonly BartAttention self;
    private readonly BartAttention? cross;
    private readonly Projection up,
        down;
    private readonly AffineNorm norm;
    private readonly HiddenSite after;
    private readonly Func<Tensor, Tensor> activation;
    private readonly BartConfig config;

    public BartLayer(BartConfig config, BackboneBuilder builder, Place place, bool decoder)
        : base(nameof(BartLayer))
    {
        (this.config, activation) = (config, Activations.Get(config.ActivationFunction));
        var heads = decoder ? config.DecoderAttentionHeads : config.EncoderAttentionHeads;
        var (d, ff, std) = (config.DModel, decoder ? config.DecoderFfnDim : config.EncoderFfnDim, config.InitStd);
        self = new BartAttention(config, builder, this, place, "self_attn", SubLayer.SelfAttention, heads);
        if (decoder)
            cross = new BartAttention(config, builder, this, place, "encoder_attn", SubLayer.CrossAttention, heads);
        register_module(
            "fc1",
            up = builder.Projection(place.Child("fc1"), SiteRole.FeedForwardIn, SubLayer.FeedForward, d, ff, std, bias: true)
        );
        register_module(
            "fc2",
            down = builder.Projection(place.Child("fc2"), SiteRole.FeedForwardOut, SubLayer.FeedForward, ff, d, std, bias: true)
        );
        after = builder.Hidden(this, place, SiteRole.AfterFeedForward, SubLayer.FeedForward, d);
        register_module(
            "final_layer_norm",
            norm = builder.LayerNorm(place.Child("final_layer_norm"), SubLayer.FeedForward, d, BartConfig.NormEpsilon)
        );
    }

    public Tensor Forward(Tensor x, Tensor? bias, Tensor? memory, Tensor? crossBias, BlockCache? cache, PassContext context)
    {
        x = self.Forward(x, x, bias, cache?.Self, context);
        if (cross is not null)
            x = cross.Forward(x, memory, crossBias, cache?.Cross, context);
        var inner = context.Drop(activation(up.call(x, context)), config.ActivationDropout);
        return norm.call(x + context.Drop(after.call(down.call(inner, context), context), config.Dropout));
    }
}
