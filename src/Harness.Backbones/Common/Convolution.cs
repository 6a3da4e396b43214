using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
