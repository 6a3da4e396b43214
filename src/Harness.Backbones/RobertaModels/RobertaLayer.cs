using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.RobertaModels;

/// <summary>
/// One RoBERTa block, normalised after each residual: h = LN(x + site(Drop(attention(x)))), y = LN(h + site(Drop(ff(h)))).
/// Shapes: [B, L, d] → [B, L, d]. Parameters: 4(d² + d) + 2·d·ff + ff + 5d.
/// </summary>
internal sealed class RobertaLayer : Part
{
    private readonly HeadMixer mixer;
    private readonly Projection attentionOut,
        up,
        down;
    private readonly AffineNorm attentionNorm,
        outputNorm;
    private readonly HiddenSite afterAttention,
        afterFeedForward;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public RobertaLayer(RobertaConfig config, BackboneBuilder builder, Place place)
        : base(nameof(RobertaLayer))
    {
        (activation, dropout) = (Activations.Get(config.HiddenAct), config.HiddenDropoutProb);
        var (d, ff, std) = (config.HiddenSize, config.IntermediateSize, config.InitializerRange);

        var attention = new PartGroup("attention");
        var self = attention.Add("self", new PartGroup("self"));
        var selfOut = attention.Add("output", new PartGroup("output"));
        var at = place.Child("attention");
        mixer = builder.QueryKeyValue(
            self,
            at.Child("self"),
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
        attentionNorm = selfOut.Add(
            "LayerNorm",
            builder.LayerNorm(at.Child("output.LayerNorm"), SubLayer.SelfAttention, d, config.LayerNormEps)
        );
        register_module("attention", attention);

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
        outputNorm = output.Add(
            "LayerNorm",
            builder.LayerNorm(place.Child("output.LayerNorm"), SubLayer.FeedForward, d, config.LayerNormEps)
        );
        register_module("intermediate", intermediate);
        register_module("output", output);
    }

    /// <param name="bias">[B·h, 1, L].</param>
    public Tensor Forward(Tensor x, Tensor? bias, PassContext context)
    {
        var attended = attentionOut.call(mixer.Mix(x, x, bias, null, context), context);
        var h = attentionNorm.call(x + afterAttention.call(context.Drop(attended, dropout), context));
        var fed = down.call(activation(up.call(h, context)), context);
        return outputNorm.call(h + afterFeedForward.call(context.Drop(fed, dropout), context));
    }
}
