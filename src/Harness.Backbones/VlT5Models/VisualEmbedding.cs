using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.VlT5Models;

/// <summary>
/// VL-T5's embedding of regions: norm(F·feature) + norm(P·box) + image order + object order. Object i uses row V−1−i of the shared token
/// table, which is the token <c>&lt;vis_extra_id_i&gt;</c>, so that text can name a region.
/// Cho et al. 2021, section 3.1, and the released code. Shapes: features [B, R, f], boxes [B, R, 4] → [B, R, d].
/// Parameters: f·d + 5·d + n_images·d + 2d (norms apart) or + d (one norm).
/// </summary>
internal sealed class VisualEmbedding : Part
{
    private readonly VlT5Config config;
    private readonly TokenTable tokens;
    private readonly Projection features,
        boxes;
    private readonly RmsNorm? featureNorm,
        boxNorm,
        jointNorm;
    private readonly TokenTable? imageOrder;

    public VisualEmbedding(VlT5Config config, BackboneBuilder builder, Place place, TokenTable tokens)
        : base(nameof(VisualEmbedding))
    {
        (this.config, this.tokens) = (config, tokens);
        (features, featureNorm) = Part("feat_embedding", config.FeatDim);
        (boxes, boxNorm) = Part("absolute_vis_pos_embedding", config.BoxWidth);
        if (config.UseVisOrderEmbedding)
            register_module(
                "img_order_embedding",
                imageOrder = builder.Table(config.EmbeddingInitStd ?? config.InitializerFactor, config.NImages, config.DModel)
            );
        if (config.UseVisLayerNorm && !config.IndividualVisLayerNorm)
            register_module("layer_norm", jointNorm = Norm(place.Child("layer_norm")));

        (Projection, RmsNorm?) Part(string name, long width)
        {
            var at = place.Child(name);
            var parts = new PartGroup(name);
            var linear = builder.Projection(
                at.Child("0"),
                SiteRole.Other,
                SubLayer.Embedding,
                width,
                config.DModel,
                config.InitializerFactor / Math.Sqrt(width),
                bias: false
            );
            parts.Add(linear);
            var norm = config.UseVisLayerNorm && config.IndividualVisLayerNorm ? Norm(at.Child("1")) : null;
            if (norm is not null)
                parts.Add(norm);
            register_module(name, parts);
            return (linear, norm);
        }

        RmsNorm Norm(Place at) => builder.RmsNorm(at, SubLayer.Embedding, config.DModel, config.LayerNormEpsilon);
    }

    /// <param name="imageIds">Which picture each region is from, [B, R] or [1, R]; null: all from the first.</param>
    public Tensor Forward(Tensor regionFeatures, Tensor regionBoxes, Tensor? imageIds, PassContext context)
    {
        var x =
            Normed(features.call(regionFeatures, context), featureNorm)
            + Normed(boxes.call(BoxNumbers.Of(regionBoxes, config.BoxFeatures), context), boxNorm);
        if (imageOrder is not null)
            x = x + ImageOrder(imageOrder, imageIds) + tokens.Weight.narrow(0, tokens.Rows - x.shape[1], x.shape[1]).flip(0);
        return Normed(x, jointNorm);
    }

    private static Tensor ImageOrder(TokenTable table, Tensor? ids) =>
        ids is null ? table.Weight.narrow(0, 0, 1) : table.call(ids);

    private static Tensor Normed(Tensor x, RmsNorm? norm) => norm is null ? x : norm.call(x);
}

/// <summary>Turns boxes (x1, y1, x2, y2), fractions of the picture, into the numbers that the visual embedding reads.</summary>
internal static class BoxNumbers
{
    /// <summary>[B, V, 4] → [B, V, 5] or [B, V, 8].</summary>
    public static Tensor Of(Tensor boxes, BoxFeatures features) =>
        features == BoxFeatures.Published ? Published(boxes) : Anchored(boxes);

    private static Tensor Published(Tensor boxes)
    {
        var p = boxes.unbind(-1);
        return cat([boxes, ((p[3] - p[2]) * (p[1] - p[0])).unsqueeze(-1)], -1);
    }

    private static Tensor Anchored(Tensor boxes)
    {
        var size = boxes.narrow(-1, 2, 2) - boxes.narrow(-1, 0, 2);
        var side = (size.narrow(-1, 0, 1) * size.narrow(-1, 1, 1)).clamp(min: 0).sqrt();
        return cat([boxes - 0.5, size, side, ones_like(side)], -1) * 3;
    }
}
