using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Routing;

/// <summary>
/// Applies a routing function in the bottleneck; it has no parameters.
/// Paper: Qu, Tuytelaars and Moens, ECCV 2024, arXiv 2403.09377, the four functions; the others are in the released code only.
/// Differs from the authors' code: a true transpose unless <see cref="Transposition.Reshape"/> is asked for.
/// Shapes: x_t [B, T, r], x_v [B, V, r] → [B, T, r].   Parameters: 0.
/// Rank of the update of one picture: 1 for x_t·x_vᵀ·x_v and x_t·x''_v with one vision token, up to r otherwise.
/// </summary>
public sealed record Router(
    RoutingFunction Function,
    Transposition Transposition = Transposition.Transpose,
    RoutingSource Source = RoutingSource.Picture
)
{
    public bool IsOn => Function != RoutingFunction.None;

    /// <summary>True for the functions that are only defined for one (pooled) vision token.</summary>
    public bool TakesOneToken =>
        Function
            is RoutingFunction.ElementMul
                or RoutingFunction.ElementAdd
                or RoutingFunction.ElementMulExpand
                or RoutingFunction.RoutingXt;

    /// <summary>The feature x_R [B, V, d] for hidden states h [B, T, d].</summary>
    /// <exception cref="InvalidOperationException">The pass carries no routing feature, or no noise.</exception>
    public Tensor Feature(Tensor h, PassContext context) =>
        Source switch
        {
            RoutingSource.Text => h,
            RoutingSource.PooledText => Pool(h, context.TokenMask),
            RoutingSource.Ones => ones(ControlShape(h, context), dtype: h.dtype, device: h.device),
            RoutingSource.Noise => (
                context.Noise
                ?? throw new InvalidOperationException(
                    "routing_source noise needs a source of noise (Noise); this pass has none."
                )
            ).Normal(ControlShape(h, context), h),
            _ => context.RoutingFeature
                ?? throw new InvalidOperationException(
                    "Routing needs a vision feature (RoutingFeature); this pass carries none."
                ),
        };

    public Tensor Apply(Tensor xt, Tensor xv) =>
        Function switch
        {
            RoutingFunction.None => xt,
            RoutingFunction.ElementMul => xt * Single(xv),
            RoutingFunction.ElementAdd => xt + Single(xv),
            RoutingFunction.ElementMulExpand => xt.matmul(Single(xv).expand(xv.shape[0], xv.shape[2], xv.shape[2])),
            RoutingFunction.RoutingXt => xt.matmul(Turned(xt)).matmul(Single(xv).expand(xt.shape)),
            RoutingFunction.AddRelu => Relu(xt).matmul(Relu(Turned(xv))).matmul(xv),
            RoutingFunction.MultiplyOnes => xt.matmul(Turned(xv)).matmul(ones_like(xv)),
            RoutingFunction.AddReluMultiplyOnes => Relu(xt).matmul(Relu(Turned(xv))).matmul(ones_like(xv)),
            _ => xt.matmul(Turned(xv)).matmul(xv),
        };

    // A control has the shape of what it replaces, one vision token where the pass carries no feature.
    private static long[] ControlShape(Tensor h, PassContext context) =>
        context.RoutingFeature?.shape ?? [h.shape[0], 1, h.shape[^1]];

    private static Tensor Relu(Tensor x) => nn.functional.relu(x);

    // [B, m, r] → [B, r, m]
    private Tensor Turned(Tensor x) =>
        Transposition == Transposition.Transpose ? x.transpose(1, 2) : x.reshape(x.shape[0], x.shape[2], x.shape[1]);

    private Tensor Single(Tensor xv) =>
        xv.shape[1] == 1
            ? xv
            : throw new InvalidOperationException(
                $"Routing function {Function} takes one (pooled) vision token; the feature has {xv.shape[1]}."
            );

    private static Tensor Pool(Tensor h, Tensor? mask) =>
        mask is null ? h.mean([1L], keepdim: true) : MaskedMean.Of(h, mask, keepDim: true);
}
