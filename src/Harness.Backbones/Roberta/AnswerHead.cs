using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// The routing paper's classification heads over a pooled vector: linear → layer norm → GELU (exact) → linear, or dropout → linear.
/// Shapes: [B, d] → [B, answers]. Parameters: 2d² + 6d + (2d + 1)·answers, or (d + 1)·answers. Init: N(0, σ²), biases 0.
/// Names: <c>classifier.0</c>, <c>.1</c>, <c>.3</c>, or <c>classifier</c>.
/// </summary>
internal sealed class AnswerHead
{
    private readonly Projection? inner;
    private readonly AffineNorm? norm;
    private readonly Projection output;
    private readonly double dropout;

    public AnswerHead(RobertaVqaConfig config, BackboneBuilder builder, Part owner)
    {
        const string name = "classifier";
        var (d, std, place) = (config.Roberta.HiddenSize, config.Roberta.InitializerRange, new Place(name, "encoder"));
        if (!config.Classifier2Layer)
        {
            dropout = config.HeadDropout;
            owner.register_module(
                name,
                output = builder.Projection(place, SiteRole.Other, SubLayer.Head, d, config.Answers, std, bias: true)
            );
            return;
        }
        var group = new PartGroup(name);
        inner = group.Add("0", builder.Projection(place.Child("0"), SiteRole.Other, SubLayer.Head, d, 2 * d, std, bias: true));
        norm = group.Add("1", builder.LayerNorm(place.Child("1"), SubLayer.Head, 2 * d, config.Roberta.LayerNormEps));
        output = group.Add(
            "3",
            builder.Projection(place.Child("3"), SiteRole.Other, SubLayer.Head, 2 * d, config.Answers, std, bias: true)
        );
        owner.register_module(name, group);
    }

    public Tensor Forward(Tensor pooled, PassContext context) =>
        inner is null || norm is null
            ? output.call(context.Drop(pooled, dropout), context)
            : output.call(nn.functional.gelu(norm.call(inner.call(pooled, context))), context);
}
