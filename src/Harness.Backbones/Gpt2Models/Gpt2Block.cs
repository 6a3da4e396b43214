using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.Gpt2Models;

/// <summary>
/// One GPT-2 block, normalised before each part: h = x + site(Drop(attention(LN(x)))), y = h + site(Drop(mlp(LN(h)))).
/// Query, key and value come from one map <c>c_attn</c> d → 3d; all maps store their weight as [in, out].
/// Shapes: [B, L, d] → [B, L, d]. Parameters: 4(d² + d) + 2·d·ff + ff + 5d.
/// </summary>
internal sealed class Gpt2Block : Part
{
    private readonly Projection fused,
        attentionOut,
        up,
        down;
    private readonly AffineNorm norm1,
        norm2;
    private readonly HiddenSite afterAttention,
        afterFeedForward;
    private readonly Func<Tensor, Tensor> activation;
    private readonly Gpt2Config config;
    private readonly double scale;

    public Gpt2Block(Gpt2Config config, BackboneBuilder builder, Place place)
        : base(nameof(Gpt2Block))
    {
        (this.config, activation, scale) = (config, Activations.Get(config.ActivationFunction), config.ScoreScale(place.Layer));
        var (d, ff, std) = (config.NEmbd, config.Inner, config.InitializerRange);
        // Maps that feed the residual stream start smaller, by the number of residual additions.
        var residualStd = std / Math.Sqrt(2 * config.NLayer);

        register_module(
            "ln_1",
            norm1 = builder.LayerNorm(place.Child("ln_1"), SubLayer.SelfAttention, d, config.LayerNormEpsilon)
        );
        var attention = new PartGroup("attn");
        fused = attention.Add(
            "c_attn",
            builder.Projection(
                place.Child("attn.c_attn"),
                SiteRole.FusedQueryKeyValue,
                SubLayer.SelfAttention,
                d,
                3 * d,
                std,
                bias: true,
                inputMajor: true
            )
        );
        attentionOut = attention.Add(
            "c_proj",
            builder.Projection(
                place.Child("attn.c_proj"),
                SiteRole.AttentionOutput,
                SubLayer.SelfAttention,
                d,
                d,
                residualStd,
                bias: true,
                inputMajor: true
            )
        );
        afterAttention = builder.Hidden(this, place, SiteRole.AfterSelfAttention, SubLayer.SelfAttention, d);
        register_module("attn", attention);

        register_module("ln_2", norm2 = builder.LayerNorm(place.Child("ln_2"), SubLayer.FeedForward, d, config.LayerNormEpsilon));
        var mlp = new PartGroup("mlp");
        up = mlp.Add(
            "c_fc",
            builder.Projection(
                place.Child("mlp.c_fc"),
                SiteRole.FeedForwardIn,
                SubLayer.FeedForward,
                d,
                ff,
                std,
                bias: true,
                inputMajor: true
            )
        );
        down = mlp.Add(
            "c_proj",
            builder.Projection(
                place.Child("mlp.c_proj"),
                SiteRole.FeedForwardOut,
                SubLayer.FeedForward,
                ff,
                d,
                residualStd,
                bias: true,
                inputMajor: true
            )
        );
        afterFeedForward = builder.Hidden(this, place, SiteRole.AfterFeedForward, SubLayer.FeedForward, d);
        register_module("mlp", mlp);
    }

    public Tensor Forward(Tensor x, Tensor bias, KeyValues? cache, PassContext context)
    {
        var h = x + afterAttention.call(context.Drop(Attend(norm1.call(x), bias, cache, context), config.ResidPdrop), context);
        var fed = down.call(activation(up.call(norm2.call(h), context)), context);
        return h + afterFeedForward.call(context.Drop(fed, config.ResidPdrop), context);
    }

    private Tensor Attend(Tensor x, Tensor bias, KeyValues? cache, PassContext context)
    {
        var parts = fused.call(x, context).chunk(3, 2);
        var (q, k, v) = (Split(parts[0]), Split(parts[1]), Split(parts[2]));
        cache?.Append(k, v);
        var mixed = Attention.Attend(q, cache?.Keys ?? k, cache?.Values ?? v, bias, scale, context, config.AttnPdrop);
        return attentionOut.call(Attention.Merge(mixed, config.NHead), context);

        Tensor Split(Tensor part) => Attention.Split(part.contiguous(), config.NHead);
    }
}
