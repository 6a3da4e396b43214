using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.VitModels;

/// <summary>
/// One ViT block, normalised before each part: h = x + site(Drop(attention(LN(x)))), y = h + site(Drop(ff(LN(h)))).
/// Shapes: [B, N, d] → [B, N, d]. Parameters: 4(d² + d) + 2·d·ff + ff + 5d.
/// </summary>
internal sealed class VitLayer : Part
{
    private readonly HeadMixer mixer;
    private readonly Projection attentionOut,
        up,
        down;
    private readonly AffineNorm before,
        after;
    private readonly HiddenSite afterAttention,
        afterFeedForward;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public VitLayer(VitConfig config, BackboneBuilder builder, Place place)
        : base(nameof(VitLayer))
    {
        (activation, dropout) = (Activations.Get(config.HiddenAct), config.HiddenDropoutProb);
        var (d, ff, std) = (config.HiddenSize, config.IntermediateSize, config.InitializerRange);

        register_module(
            "layernorm_before",
            before = builder.LayerNorm(place.Child("layernorm_before"), SubLayer.SelfAttention, d, config.LayerNormEps)
        );
        var attention = new PartGroup("attention");
        var self = attention.Add("attention", new PartGroup("attention"));
        var selfOut = attention.Add("output", new PartGroup("output"));
        var at = place.Child("attention");
        mixer = builder.QueryKeyValue(
            self,
            at.Child("attention"),
            SubLayer.SelfAttention,
            ("query", "key", "value"),
            d,
            config.NumAttentionHeads,
            std,
            config.AttentionProbsDropoutProb
        );
        attentionOut = selfOut.Add(
            "dense",
            builder.Projection(at.Child("output.dense"), SiteRole.AttentionOutput, SubLayer.SelfAttention, d, d, std, bias: true)
        );
        afterAttention = builder.Hidden(selfOut, at.Child("output"), SiteRole.AfterSelfAttention, SubLayer.SelfAttention, d);
        register_module("attention", attention);

        register_module(
            "layernorm_after",
            after = builder.LayerNorm(place.Child("layernorm_after"), SubLayer.FeedForward, d, config.LayerNormEps)
        );
        var intermediate = new PartGroup("intermediate");
        var output = new PartGroup("output");
        up = intermediate.Add(
            "dense",
            builder.Projection(
                place.Child("intermediate.dense"),
                SiteRole.FeedForwardIn,
                SubLayer.FeedForward,
                d,
                ff,
                std,
                bias: true
            )
        );
        down = output.Add(
            "dense",
            builder.Projection(place.Child("output.dense"), SiteRole.FeedForwardOut, SubLayer.FeedForward, ff, d, std, bias: true)
        );
        afterFeedForward = builder.Hidden(output, place.Child("output"), SiteRole.AfterFeedForward, SubLayer.FeedForward, d);
        register_module("intermediate", intermediate);
        register_module("output", output);
    }

    public Tensor Forward(Tensor x, PassContext context)
    {
        var normed = before.call(x);
        var attended = attentionOut.call(mixer.Mix(normed, normed, null, null, context), context);
        var h = x + afterAttention.call(context.Drop(attended, dropout), context);
        var fed = down.call(activation(up.call(after.call(h), context)), context);
        return h + afterFeedForward.call(context.Drop(fed, dropout), context);
    }
}
