using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>The product 896×768×3072, several times over: the rate of a step's matrix products.</summary>
/// <param name="times">How often a call multiplies.</param>
internal sealed class ReferenceProduct(int times, Device? device = null) : IDisposable
{
    private readonly Tensor left = ones(896, 768, device: device).DetachFromDisposeScope(),
        right = ones(768, 3072, device: device).DetachFromDisposeScope();

    public void Run()
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < times; i++)
            left.matmul(right);
    }

    /// <summary>Floating-point operations a second, where a call takes so long.</summary>
    public double Rate(Samples calls) => times * 2.0 * 896 * 768 * 3072 / calls.Median;

    public void Dispose()
    {
        left.Dispose();
        right.Dispose();
    }
}
