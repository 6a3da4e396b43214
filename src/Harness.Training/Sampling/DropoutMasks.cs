using Harness.Adapters.Sites;
using Harness.Data.Sampling;
using static TorchSharp.torch;

namespace Harness.Training.Sampling;

/// <summary>
/// Dropout whose masks are windows, at random offsets, of one pool drawn beforehand per probability.
/// Drawing Bernoulli masks afresh takes a quarter of a small training step on a CPU; a window costs nothing. Every element
/// is kept with probability 1−p; masks of different calls overlap only where their windows do.
/// </summary>
public sealed class DropoutMasks : IDropout, IDisposable
{
    private const long PoolSize = 1 << 22;

    private readonly RandomStream stream;
    private readonly Dictionary<(double p, ScalarType dtype, string device), Tensor> pools = [];

    /// <param name="stream">Decides offsets and the pools' content; save its state to resume exactly.</param>
    public DropoutMasks(RandomStream stream) => this.stream = stream;

    public Tensor Apply(Tensor x, double p)
    {
        if (p is < 0 or >= 1)
            throw new ArgumentOutOfRangeException(nameof(p), p, "a dropout probability lies in [0, 1)");
        if (p == 0)
            return x.alias();
        var count = x.numel();
        if (count > PoolSize)
        {
            using var mask = Draw(x.shape, p, x, stream.NextUInt64());
            return x * mask;
        }
        var pool = Pool(p, x);
        var offset = (long)(stream.NextDouble() * (PoolSize - count + 1));
        return x * pool.as_strided(x.shape, Strides(x.shape), offset);
    }

    public void Dispose()
    {
        foreach (var pool in pools.Values)
            pool.Dispose();
        pools.Clear();
    }

    // Of a tensor of that shape without gaps.
    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (i, step) = (shape.Length - 1, 1L); i >= 0; step *= shape[i--])
            strides[i] = step;
        return strides;
    }

    private Tensor Pool(double p, Tensor like)
    {
        var key = (p, like.dtype, like.device.ToString());
        // The pool's seed hangs on the probability only, so that meeting a probability earlier or later changes nothing else.
        if (!pools.TryGetValue(key, out var pool))
            pools[key] = pool = Draw([PoolSize], p, like, stream.Sub($"pool-{p:R}").NextUInt64()).DetachFromDisposeScope();
        return pool;
    }

    private static Tensor Draw(long[] shape, double p, Tensor like, ulong seed)
    {
        using var noGrad = no_grad();
        using var generator = new Generator(seed >> 1);
        using var uniform = rand(shape, generator: generator);
        using var keep = uniform.ge(p);
        return (keep.to(like.dtype) / (1 - p)).to(like.device);
    }
}
