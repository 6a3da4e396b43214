using Harness.Adapters.Sites;
using Harness.Data.Sampling;
using static TorchSharp.torch;

namespace Harness.Training.Sampling;

/// <summary>Uniform expert indices from a named stream (MixPHM and AdaMix draw one per module and pass).</summary>
public sealed class ExpertDraw(RandomStream stream) : IExpertDraw
{
    public int Next(int count) => stream.NextInt(count);
}

/// <summary>Gaussian noise from a named stream: one number of the stream seeds one tensor.</summary>
public sealed class NormalNoise(RandomStream stream) : INoise
{
    public Tensor Normal(long[] shape, Tensor like)
    {
        using var generator = new Generator(stream.NextUInt64() >> 1);
        return randn(shape, generator: generator).to(like.dtype).to(like.device);
    }
}
