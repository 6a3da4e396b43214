using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.Common;
using Harness.Backbones.VlT5Models;
using static TorchSharp.torch;

namespace Harness.Backbones.ClipBartModels;

/// <summary>
/// CLIP-BART's embedding of grid cells: LN(F·feature + b) + LN(P·box + b) + image order + object order, the last from the end of the
/// shared token table. Grid features come without boxes, so their box is all zeros and its part a learned constant.
/// Shapes: features [B, R, f], boxes [B, R, 4] → [B, R, d]. Parameters: (f + 1)·d + (5 + 1)·d + 4d + n_images·d.
/// </summary>
internal sealed class GridEmbedding : Part
{
    private readonly TokenTable tokens,
        imageOrder;
    private readonly Projection features,
        boxes;
    private readonly AffineNorm featureNorm,
        boxNorm;

    public GridEmbedding(ClipBartConfig config, BackboneBuilder builder, Place place, TokenTable tokens)
        : base(nameof(GridEmbedding))
    {
        this.tokens = tokens;
        (features, featureNorm) = Make("feat_embedding", config.FeatDim);
        (boxes, boxNorm) = Make("absolute_vis_pos_embedding", 5);
        register_module("img_order_embedding", imageOrder = builder.Table(config.InitStd, config.NImages, config.DModel));

        (Projection, AffineNorm) Make(string name, long width)
        {
            var at = place.Child(name);
            var group = new PartGroup(name);
            var linear = group.Add(
                builder.Projection(
                    at.Child("0"),
                    SiteRole.Other,
                    SubLayer.Embedding,
                    width,
                    config.DModel,
                    config.InitStd,
                    bias: true
                )
            );
            var norm = group.Add(builder.LayerNorm(at.Child("1"), SubLayer.Embedding, config.DModel, BartConfig.NormEpsilon));
            register_module(name, group);
            return (linear, norm);
        }
    }

    /// <param name="imageIds">Which picture each cell is from, [B, R] or [1, R]; null: all from the first.</param>
    public Tensor Forward(Tensor cells, Tensor? cellBoxes, Tensor? imageIds, PassContext context)
    {
        var (batch, count) = (cells.shape[0], cells.shape[1]);
        var box = cellBoxes ?? zeros(batch, count, 4, dtype: cells.dtype, device: cells.device);
        var x =
            featureNorm.call(features.call(cells, context))
            + boxNorm.call(boxes.call(BoxNumbers.Of(box, BoxFeatures.Published), context));
        var order = imageIds is null ? imageOrder.Weight.narrow(0, 0, 1) : imageOrder.call(imageIds);
        return x + order + tokens.Weight.narrow(0, tokens.Rows - count, count).flip(0);
    }
}
