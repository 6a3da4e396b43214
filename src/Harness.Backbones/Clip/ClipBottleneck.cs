using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// A residual block of CLIP's network: 1×1 → 3×3 → 1×1 convolutions with batch norms; where it shrinks, an average pool stands before the last
/// convolution, and one on the shortcut. Shapes: [B, c, H, W] → [B, 4w, H/s, W/s].
/// </summary>
internal sealed class ClipBottleneck : TensorPart
{
    private readonly Convolution conv1,
        conv2,
        conv3;
    private readonly FixedBatchNorm bn1,
        bn2,
        bn3;
    private readonly (Convolution Convolution, FixedBatchNorm Norm)? shortcut;
    private readonly long stride;

    /// <param name="first">The first block of a stage, whose shortcut changes the width.</param>
    public ClipBottleneck(WeightSource weights, long inWidth, long width, bool first, long stride)
        : base(nameof(ClipBottleneck))
    {
        this.stride = stride;
        register_module("conv1", conv1 = new Convolution(weights, inWidth, width, 1));
        register_module("bn1", bn1 = new FixedBatchNorm(weights, width));
        register_module("conv2", conv2 = new Convolution(weights, width, width, 3));
        register_module("bn2", bn2 = new FixedBatchNorm(weights, width));
        register_module("conv3", conv3 = new Convolution(weights, width, 4 * width, 1));
        register_module("bn3", bn3 = new FixedBatchNorm(weights, 4 * width));
        if (!first)
            return;
        var group = new PartGroup("downsample");
        shortcut = (
            group.Add("0", new Convolution(weights, inWidth, 4 * width, 1)),
            group.Add("1", new FixedBatchNorm(weights, 4 * width))
        );
        register_module("downsample", group);
    }

    public override Tensor forward(Tensor x)
    {
        var y = bn1.call(conv1.call(x)).relu();
        y = bn3.call(conv3.call(Pooled(bn2.call(conv2.call(y)).relu())));
        return (y + (shortcut is { } s ? s.Norm.call(s.Convolution.call(Pooled(x))) : x)).relu();
    }

    private Tensor Pooled(Tensor x) => stride == 1 ? x : nn.functional.avg_pool2d(x, stride);
}
