using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
