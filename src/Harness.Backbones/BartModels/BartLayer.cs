using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.BartModels;

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

/// <summary>
/// BART's attention sub-layer: LN(x + Drop(site(out(softmax(q·kᵀ/√k + bias)·v)))). The site stands before dropout and residual.
/// The attention is registered under one name in its layer, the norm beside it. Shapes: [B, Lq, d] → [B, Lq, d]. Parameters: 4(d² + d) + 2d.
/// </summary>
internal sealed class BartAttention
{
    private readonly HeadMixer mixer;
    private readonly Projection output;
    private readonly HiddenSite after;
    private readonly AffineNorm norm;
    private readonly double dropout;

    public BartAttention(
        BartConfig config,
        BackboneBuilder builder,
        Part owner,
        Place place,
        string name,
        SubLayer subLayer,
        long heads
    )
    {
        dropout = config.Dropout;
        var (d, std, at) = (config.DModel, config.InitStd, place.Child(name));
        var role = subLayer == SubLayer.SelfAttention ? SiteRole.AfterSelfAttention : SiteRole.AfterCrossAttention;
        var group = new PartGroup(name);
        mixer = builder.QueryKeyValue(
            group,
            at,
            subLayer,
            ("q_proj", "k_proj", "v_proj"),
            d,
            heads,
            std,
            config.AttentionDropout
        );
        output = group.Add(
            "out_proj",
            builder.Projection(at.Child("out_proj"), SiteRole.AttentionOutput, subLayer, d, d, std, bias: true)
        );
        after = builder.Hidden(group, at, role, subLayer, d);
        norm = builder.LayerNorm(place.Child($"{name}_layer_norm"), subLayer, d, BartConfig.NormEpsilon);
        owner.register_module(name, group);
        owner.register_module($"{name}_layer_norm", norm);
    }

    /// <inheritdoc cref="HeadMixer.Mix"/>
    public Tensor Forward(Tensor x, Tensor? source, Tensor? bias, KeyValues? cache, PassContext context)
    {
        var mixed = after.call(output.call(mixer.Mix(x, source, bias, cache, context), context), context);
        return norm.call(x + context.Drop(mixed, dropout));
    }
}
