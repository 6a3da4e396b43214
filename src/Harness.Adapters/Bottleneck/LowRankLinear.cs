using Harness.Adapters.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// A dense layer whose weight is a product: y = x·(L·R) + b.
/// Source: <c>LowRankLinear</c> of the Compacter code, arXiv 2106.04647.   Differs from the authors' code: (x·L)·R, never the product L·R.
/// Shapes: x [..., in] → [..., out];  W_left [in, k], W_right [k, out], b [out].
/// Parameters: k·(in + out) + out.   Rank: ≤ k.   Init: Glorot-uniform with gain √2; bias 0.
/// </summary>
public sealed class LowRankLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter W_left;
    private readonly Parameter W_right;
    private readonly Parameter b;

    public LowRankLinear(long inWidth, long outWidth, int rank, Generator generator, Placement at)
        : base(nameof(LowRankLinear))
    {
        var gain = Math.Sqrt(2);
        register_parameter(
            "W_left",
            W_left = Initial.Uniform([inWidth, rank], Initial.GlorotBound(inWidth, rank, gain), generator, at)
        );
        register_parameter(
            "W_right",
            W_right = Initial.Uniform([rank, outWidth], Initial.GlorotBound(rank, outWidth, gain), generator, at)
        );
        register_parameter("b", b = Initial.Zeros([outWidth], at));
    }

    public static long Parameters(long inWidth, long outWidth, int rank) => rank * (inWidth + outWidth) + outWidth;

    public override Tensor forward(Tensor x) => x.matmul(W_left).matmul(W_right) + b;
}
