using Harness.Adapters.Sites;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Numerics;

/// <summary>Element type and device of new parameters.</summary>
public readonly record struct Placement(ScalarType Dtype, Device Device)
{
    /// <summary>Single precision on the processor.</summary>
    public static Placement Default => new(ScalarType.Float32, CPU);

    /// <summary>Where the backbone's own parameters are.</summary>
    public static Placement Of(IBackbone backbone)
    {
        var first = backbone.Root.parameters().First();
        return new Placement(first.dtype, first.device);
    }

    /// <summary>True on the device that has shapes and no numbers.</summary>
    public bool IsMeta => Device.type == DeviceType.META;
}
