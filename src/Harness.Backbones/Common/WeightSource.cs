using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>
/// Where the initial weights of a backbone come from. Values are drawn on the CPU and then moved, so that one seed gives one
/// model on every device. On the META device nothing is drawn or allocated: such a model has shapes only, for counting.
/// </summary>
/// <param name="generator">Null leaves random weights at zero, for a model that a checkpoint fills.</param>
internal sealed class WeightSource(Generator? generator, Device? device, ScalarType dtype)
{
    private readonly Device device = device ?? torch.CPU;

    public Tensor Normal(double std, params long[] shape)
    {
        if (generator is null || device.type == DeviceType.META)
            return torch.zeros(shape, dtype: dtype, device: device);
        return Placed(torch.empty(shape, dtype: torch.float32).normal_(0, std, generator));
    }

    public Tensor Zeros(params long[] shape) => torch.zeros(shape, dtype: dtype, device: device);

    public Tensor Ones(params long[] shape) => torch.ones(shape, dtype: dtype, device: device);

    private Tensor Placed(Tensor drawn) =>
        dtype == drawn.dtype && device.type == DeviceType.CPU ? drawn : drawn.to(dtype).to(device);
}
