using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.ClipModels;

/// <summary>
/// One CLIP block, normalised before each part: h = x + site(attention(LN(x))), y = h + site(ff(LN(h))).
/// Shapes: [B, N, d] → [B, N, d]. Parameters: 4(d² + d) + 2·d·ff + ff + 5d.
/// </summary>
internal sealed class ClipLayer : Part
{
    private readonly HeadMixer mixer;
    private readonly Projection attentionOut,
        up,
        down;
    private readonly AffineNorm norm1,
        norm2;
    private readonly HiddenSite afterAttention,
        afterFeedForward;
    private readonly Func<Tensor, Tensor> activation;

    public ClipLayer(ClipVisionConfig config, BackboneBuilder builder, Place place)
        : base(nameof(ClipLayer))
    {
        activation = Activations.Get(config.HiddenAct);
        var (d, ff, std) = (config.HiddenSize, config.IntermediateSize, config.InitializerRange);

        register_module(
            "layer_norm1",
            norm1 = builder.LayerNorm(place.Child("layer_norm1"), SubLayer.SelfAttention, d, config.LayerNormEps)
        );
        var attention = new PartGroup("self_attn");
        var at = place.Child("self_attn");
        mixer = builder.QueryKeyValue(
            attention,
            at,
            SubLayer.SelfAttention,
            ("q_proj", "k_proj", "v_proj"),
            d,
            config.NumAttentionHeads,
            std,
            config.AttentionDropout
        );
        attentionOut = attention.Add(
            "out_proj",
            builder.Projection(at.Child("out_proj"), SiteRole.AttentionOutput, SubLayer.SelfAttention, d, d, std, bias: true)
        );
        afterAttention = builder.Hidden(attention, at, SiteRole.AfterSelfAttention, SubLayer.SelfAttention, d);
        register_module("self_attn", attention);

        register_module(
            "layer_norm2",
            norm2 = builder.LayerNorm(place.Child("layer_norm2"), SubLayer.FeedForward, d, config.LayerNormEps)
        );
        var mlp = new PartGroup("mlp");
        up = mlp.Add(
            "fc1",
            builder.Projection(place.Child("mlp.fc1"), SiteRole.FeedForwardIn, SubLayer.FeedForward, d, ff, std, bias: true)
        );
        down = mlp.Add(
            "fc2",
            builder.Projection(place.Child("mlp.fc2"), SiteRole.FeedForwardOut, SubLayer.FeedForward, ff, d, std, bias: true)
        );
        afterFeedForward = builder.Hidden(mlp, place.Child("mlp"), SiteRole.AfterFeedForward, SubLayer.FeedForward, d);
        register_module("mlp", mlp);
    }

    public Tensor Forward(Tensor x, PassContext context)
    {
        var normed = norm1.call(x);
        var h = x + afterAttention.call(attentionOut.call(mixer.Mix(normed, normed, null, null, context), context), context);
        return h + afterFeedForward.call(down.call(activation(up.call(norm2.call(h), context)), context), context);
    }
}
