using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Numerics;

/// <summary>
/// The convolution of two dimensions, correct on the CPU for every number of channels.
/// oneDNN 3.7 (in libtorch 2.10) copies channels into blocks of 16 (8 with AVX2) and leaves what fills the last block as it finds it in memory. The
/// kernel multiplies that by zero, so the answer is right unless it was infinite or no number; then whole outputs, or gradients, are no numbers.
/// Full blocks leave nothing to fill. oneDNN would multiply the zeros too, so answers and cost stay the same.
/// </summary>
internal static class Convolutions
{
    private const long Block = 16;

    // Grey or coloured images take another way through oneDNN, without blocks.
    private const long ImageChannels = 3;

    /// <param name="x">[B, c, H, W].</param>
    /// <param name="weight">[d, c, k, l].</param>
    /// <returns>[B, d, H', W'].</returns>
    public static Tensor Conv2d(Tensor x, Tensor weight, long[] strides, long[]? padding = null, long[]? dilation = null)
    {
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        var (moreOutputs, moreInputs) =
            x.device_type == DeviceType.CPU ? (Missing(outputs), inputs <= ImageChannels ? 0 : Missing(inputs)) : (0, 0);
        if (moreInputs > 0)
            x = nn.functional.pad(x, [0, 0, 0, 0, 0, moreInputs]);
        if (moreInputs > 0 || moreOutputs > 0)
            weight = nn.functional.pad(weight, [0, 0, 0, 0, 0, moreInputs, 0, moreOutputs]);
        var y = nn.functional.conv2d(x, weight, strides: strides, padding: padding, dilation: dilation);
        return moreOutputs > 0 ? y.narrow(1, 0, outputs) : y;
    }

    private static long Missing(long channels) => (Block - channels % Block) % Block;
}
