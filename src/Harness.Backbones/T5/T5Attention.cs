using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// T5's attention: o(softmax(q·kᵀ + bias)·v), without the usual 1/√k factor (it is part of the initial weights).
/// Shapes: x [B, Lq, d], source [B, Lk, d] → [B, Lq, d]; q, k, v [h·k, d], o [d, h·k]. Parameters: 4·d·h·k (+ buckets·h).
/// Init: q ~ N(0, 1/(d·k)), k and v ~ N(0, 1/d), o ~ N(0, 1/(h·k)).
/// </summary>
internal sealed class T5Attention : Part
{
    private readonly Projection o;
    private readonly HeadMixer mixer;

    /// <param name="relative">Whether this attention holds its stack's relative-position table (block 0 does).</param>
    public T5Attention(T5Config config, BackboneBuilder builder, Place place, SubLayer subLayer, bool relative)
        : base(nameof(T5Attention))
    {
        var (d, inner, f) = (config.DModel, config.NumHeads * config.DKv, config.InitializerFactor);
        Projection q,
            k,
            v;
        register_module(
            "q",
            q = builder.Projection(
                place.Child("q"),
                SiteRole.Query,
                subLayer,
                d,
                inner,
                f / Math.Sqrt(d * config.DKv),
                bias: false
            )
        );
        register_module(
            "k",
            k = builder.Projection(place.Child("k"), SiteRole.Key, subLayer, d, inner, f / Math.Sqrt(d), bias: false)
        );
        register_module(
            "v",
            v = builder.Projection(place.Child("v"), SiteRole.Value, subLayer, d, inner, f / Math.Sqrt(d), bias: false)
        );
        register_module(
            "o",
            o = builder.Projection(
                place.Child("o"),
                SiteRole.AttentionOutput,
                subLayer,
                inner,
                d,
                f / Math.Sqrt(inner),
                bias: false
            )
        );
        mixer = new HeadMixer(q, k, v, config.NumHeads, scale: 1, config.AttentionDropout);
        if (!relative)
            return;
        var weight = builder.Weights.Normal(f / Math.Sqrt(d), config.RelativeAttentionNumBuckets, config.NumHeads);
        register_module(
            "relative_attention_bias",
            Positions = new RelativePositions(weight, place.Stack == "encoder", config.RelativeAttentionMaxDistance)
        );
    }

    public RelativePositions? Positions { get; }

    /// <inheritdoc cref="HeadMixer.Mix"/>
    public Tensor Forward(Tensor x, Tensor? source, Tensor? bias, KeyValues? cache, PassContext context) =>
        o.call(mixer.Mix(x, source, bias, cache, context), context);
}
