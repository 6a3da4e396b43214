using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>A source of expert indices with its own random stream.</summary>
public interface IExpertDraw
{
    /// <summary>Uniform index in [0, <paramref name="count"/>).</summary>
    int Next(int count);
}

/// <summary>A source of dropout masks with its own random stream.</summary>
public interface IDropout
{
    /// <summary>Zeroes each element of <paramref name="x"/> with probability <paramref name="p"/> and scales the rest by 1/(1−p).</summary>
    Tensor Apply(Tensor x, double p);
}

/// <summary>A source of Gaussian noise with its own random stream.</summary>
public interface INoise
{
    /// <summary>N(0, 1) values of a shape, of the element type and on the device of <paramref name="like"/>.</summary>
    Tensor Normal(long[] shape, Tensor like);
}
