using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.T5Models;

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

/// <summary>
/// An attention sub-layer: x + Drop(site(attention(norm(x)))). The site carries an adapter where one is attached; it stands before
/// the sub-layer's dropout and residual. Shapes: [B, L, d] → [B, L, d].
/// </summary>
internal sealed class T5AttentionLayer : Part
{
    private readonly RmsNorm norm;
    private readonly HiddenSite after;
    private readonly double dropout;

    public T5AttentionLayer(T5Config config, BackboneBuilder builder, Place place, SubLayer subLayer, bool relative)
        : base(nameof(T5AttentionLayer))
    {
        dropout = config.DropoutRate;
        var (name, role) =
            subLayer == SubLayer.SelfAttention
                ? ("SelfAttention", SiteRole.AfterSelfAttention)
                : ("EncDecAttention", SiteRole.AfterCrossAttention);
        register_module(
            "layer_norm",
            norm = builder.RmsNorm(place.Child("layer_norm"), subLayer, config.DModel, config.LayerNormEpsilon)
        );
        register_module(name, Attention = new T5Attention(config, builder, place.Child(name), subLayer, relative));
        after = builder.Hidden(this, place, role, subLayer, config.DModel);
    }

    public T5Attention Attention { get; }

    public Tensor SelfForward(Tensor x, Tensor? bias, KeyValues? cache, PassContext context)
    {
        var normed = norm.call(x);
        return Finish(x, Attention.Forward(normed, normed, bias, cache, context), context);
    }

    /// <param name="memory">[B, Lk, d]; null when <paramref name="cache"/> holds its keys and values.</param>
    public Tensor CrossForward(Tensor x, Tensor? memory, Tensor? bias, KeyValues? cache, PassContext context) =>
        Finish(x, Attention.Forward(norm.call(x), memory, bias, cache, context), context);

    private Tensor Finish(Tensor x, Tensor mixed, PassContext context) => x + context.Drop(after.call(mixed, context), dropout);
}

/// <summary>The feed-forward sub-layer: x + Drop(site(ff(norm(x)))). Shapes: [B, L, d] → [B, L, d].</summary>
internal sealed class T5FeedForwardLayer : Part
{
    private readonly RmsNorm norm;
    private readonly T5FeedForward feedForward;
    private readonly HiddenSite after;
    private readonly double dropout;

    public T5FeedForwardLayer(T5Config config, BackboneBuilder builder, Place place)
        : base(nameof(T5FeedForwardLayer))
    {
        dropout = config.DropoutRate;
        register_module(
            "layer_norm",
            norm = builder.RmsNorm(place.Child("layer_norm"), SubLayer.FeedForward, config.DModel, config.LayerNormEpsilon)
        );
        register_module("DenseReluDense", feedForward = new T5FeedForward(config, builder, place.Child("DenseReluDense")));
        after = builder.Hidden(this, place, SiteRole.AfterFeedForward, SubLayer.FeedForward, config.DModel);
    }

    public Tensor Forward(Tensor x, PassContext context) =>
        x + context.Drop(after.call(feedForward.Forward(norm.call(x), context), context), dropout);
}

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

/// <summary>
/// T5's feed-forward part: wo(f(wi·x)), or gated wo(f(wi_0·x) ⊙ wi_1·x) in v1.1 (Shazeer 2020, arXiv 2002.05202).
/// Shapes: [B, L, d] → [B, L, d]; wi [ff, d], wo [d, ff]. Parameters: 2·d·ff, gated 3·d·ff.
/// Init: wi ~ N(0, 1/d), wo ~ N(0, 1/ff).
/// </summary>
internal sealed class T5FeedForward : Part
{
    private readonly Projection wi,
        wo;
    private readonly Projection? gate;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public T5FeedForward(T5Config config, BackboneBuilder builder, Place place)
        : base(nameof(T5FeedForward))
    {
        (activation, dropout) = (Activations.Get(config.Activation), config.DropoutRate);
        var (d, ff, f) = (config.DModel, config.DFf, config.InitializerFactor);
        wi = In(config.IsGated ? "wi_0" : "wi");
        gate = config.IsGated ? In("wi_1") : null;
        register_module(
            "wo",
            wo = builder.Projection(
                place.Child("wo"),
                SiteRole.FeedForwardOut,
                SubLayer.FeedForward,
                ff,
                d,
                f / Math.Sqrt(ff),
                bias: false
            )
        );

        Projection In(string name)
        {
            var made = builder.Projection(
                place.Child(name),
                SiteRole.FeedForwardIn,
                SubLayer.FeedForward,
                d,
                ff,
                f / Math.Sqrt(d),
                bias: false
            );
            register_module(name, made);
            return made;
        }
    }

    public Tensor Forward(Tensor x, PassContext context)
    {
        var inner = activation(wi.call(x, context));
        if (gate is not null)
            inner = inner * gate.call(x, context);
        return wo.call(context.Drop(inner, dropout), context);
    }
}
