using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>Hands out the expert indices that a case prescribes, in order.</summary>
internal sealed class GivenExperts(IEnumerable<long> indices) : IExpertDraw
{
    private readonly Queue<long> left = new(indices);

    public int Next(int count) =>
        left.TryDequeue(out var next) && next < count
            ? (int)next
            : throw new InvalidOperationException($"the case prescribes no further expert below {count}");
}

/// <summary>Applies the keep mask that a case prescribes: x·keep/(1−p).</summary>
internal sealed class GivenDropout(Tensor keep) : IDropout
{
    public Tensor Apply(Tensor x, double p) => x * keep.to_type(x.dtype) / (1 - p);
}
