using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
