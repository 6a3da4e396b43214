using Harness.Backbones.Common;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.T5Models;

/// <summary>
/// T5's relative position bias: a learned number per head and distance bucket, added to the attention scores.
/// Half of the buckets hold one distance each, the other half grow logarithmically up to a largest distance; an encoder spends
/// half of all buckets on each direction. Raffel et al. 2020, section 2.1.
/// Shapes: → [1, h, Lq, Lk]; weight [buckets, h]. Parameters: buckets·h.
/// </summary>
public sealed class RelativePositions : Part
{
    private readonly Parameter weight;
    private readonly bool bidirectional;
    private readonly long buckets;
    private readonly long maxDistance;
    private Tensor? table;

    public RelativePositions(Tensor weight, bool bidirectional, long maxDistance)
        : base(nameof(RelativePositions))
    {
        (this.bidirectional, this.maxDistance, buckets) = (bidirectional, maxDistance, weight.shape[0]);
        register_parameter("weight", this.weight = new Parameter(weight));
    }

    /// <summary>Bias for queries at offset … offset + <paramref name="queries"/> − 1 over keys at 0 … <paramref name="keys"/> − 1.</summary>
    public Tensor Forward(long queries, long keys, long offset = 0)
    {
        var wanted = Table(Math.Max(keys, queries + offset)).narrow(0, offset, queries).narrow(1, 0, keys);
        return weight[wanted].permute(2, 0, 1).unsqueeze(0);
    }

    /// <summary>Bucket of key position − query position = <paramref name="relative"/>.</summary>
    public static long Bucket(long relative, bool bidirectional, long buckets, long maxDistance)
    {
        long start = 0;
        if (bidirectional)
        {
            buckets /= 2;
            start = relative > 0 ? buckets : 0;
        }
        var distance = bidirectional ? Math.Abs(relative) : Math.Max(-relative, 0);
        var exact = buckets / 2;
        if (distance < exact)
            return start + distance;
        // Single precision, because the published weights were trained with buckets rounded in it.
        var far = MathF.Log((float)distance / exact) / (float)Math.Log((double)maxDistance / exact) * (buckets - exact);
        return start + Math.Min(exact + (long)far, buckets - 1);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            table?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Buckets [n, n] of at least <paramref name="length"/> positions; grows by doubling, so it is rebuilt a handful of times.</summary>
    private Tensor Table(long length)
    {
        if (table is not null && table.shape[0] >= length)
            return table;
        var n = table?.shape[0] ?? 32;
        while (n < length)
            n *= 2;
        var ids = new long[n * n];
        for (long q = 0; q < n; q++)
        {
            for (long k = 0; k < n; k++)
                ids[q * n + k] = Bucket(k - q, bidirectional, buckets, maxDistance);
        }
        table?.Dispose();
        return table = torch.tensor(ids).view(n, n).to(weight.device).DetachFromDisposeScope();
    }
}
