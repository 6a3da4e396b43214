using static TorchSharp.torch;

namespace Harness.Benchmarks;

/// <summary>Sums of two numbers, one after the other, and their gradients back again: the smallest operator that autograd knows.</summary>
internal sealed class SmallestCalls(long calls) : IDisposable
{
    private readonly Tensor start = zeros(1, requires_grad: true).DetachFromDisposeScope(), one = ones(1).DetachFromDisposeScope();

    public void Run()
    {
        using var scope = NewDisposeScope();
        var sum = start;
        for (var i = 0L; i < calls; i++)
            sum = sum + one;
        sum.backward();
        start.grad = null;
    }

    public void Dispose()
    {
        start.Dispose();
        one.Dispose();
    }
}
