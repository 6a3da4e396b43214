using Harness.Adapters.Numerics;
using Harness.Backbones.Common;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.ClipModels;

/// <summary>
/// A convolution without bias over a square kernel of odd side, padded so that stride 1 keeps the size.
/// Shapes: [B, c, H, W] → [B, d, ⌈H/s⌉, ⌈W/s⌉]; weight [d, c, k, k]. Parameters: d·c·k². Init: N(0, 2/(c·k²)).
/// </summary>
internal sealed class Convolution : TensorPart
{
    private readonly Parameter weight;
    private readonly long stride;

    public Convolution(WeightSource weights, long inWidth, long outWidth, long side, long stride = 1)
        : base(nameof(Convolution))
    {
        this.stride = stride;
        register_parameter(
            "weight",
            weight = new Parameter(weights.Normal(Math.Sqrt(2.0 / (inWidth * side * side)), outWidth, inWidth, side, side))
        );
    }

    public override Tensor forward(Tensor x) =>
        Convolutions.Conv2d(x, weight, strides: [stride, stride], padding: [weight.shape[2] / 2, weight.shape[2] / 2]);
}

/// <summary>
/// Cuts a picture into square patches and maps each to a vector: a convolution whose stride is its kernel size, done as one product.
/// Shapes: pixels [B, c, H, W] → [B, (H/p)·(W/p), d], row by row; weight [d, c, p, p]. Parameters: d·c·p² (+ d).
/// </summary>
internal sealed class PatchProjection : TensorPart
{
    private readonly Parameter weight;
    private readonly Parameter? bias;

    public PatchProjection(Tensor weight, Tensor? bias)
        : base(nameof(PatchProjection))
    {
        register_parameter("weight", this.weight = new Parameter(weight));
        if (bias is not null)
            register_parameter("bias", this.bias = new Parameter(bias));
    }

    public override Tensor forward(Tensor pixels)
    {
        var (d, c, p) = (weight.shape[0], weight.shape[1], weight.shape[2]);
        var (batch, rows, columns) = (pixels.shape[0], pixels.shape[2] / p, pixels.shape[3] / p);
        var patches = pixels
            .view(batch, c, rows, p, columns, p)
            .permute(0, 2, 4, 1, 3, 5)
            .reshape(batch, rows * columns, c * p * p);
        return nn.functional.linear(patches, weight.view(d, c * p * p), bias);
    }
}
