using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Batched products against one product a matrix, for every way in which a batch may lie in memory.</summary>
public sealed class BatchedProductTests
{
    [Theory]
    [InlineData(3, 5, 24, 28, ScalarType.Float32)]
    [InlineData(64, 28, 24, 28, ScalarType.Float32)]
    [InlineData(2, 1, 64, 40, ScalarType.Float32)]
    [InlineData(2, 40, 64, 1, ScalarType.Float64)]
    [InlineData(5, 17, 9, 33, ScalarType.Float64)]
    [InlineData(1, 200, 130, 170, ScalarType.Float32)]
    public void A_batch_is_its_matrices(long batch, long rows, long inner, long cols, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var alpha = 0.25;
        foreach (var left in Lying(batch, rows, inner, type, generator))
            foreach (var right in Lying(batch, inner, cols, type, generator))
            {
                var expected = stack(Enumerable.Range(0, (int)batch).Select(b => left[b].mm(right[b])));
                Assert.True(left.bmm(right).allclose(expected, 1e-5, 1e-5));
                foreach (var start in Lying(batch, rows, cols, type, generator).Append(rand(batch, 1, cols, type, generator: generator)))
                    Assert.True(baddbmm(start, left, right, 1, (float)alpha).allclose(start + expected * alpha, 1e-5, 1e-5));
            }
    }

    [Fact]
    public void Gradients_pass_through()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var left = randn(4, 12, 10, ScalarType.Float64, generator: generator).requires_grad_();
        var right = randn(4, 10, 9, ScalarType.Float64, generator: generator).requires_grad_();
        var weight = randn(4, 12, 9, ScalarType.Float64, generator: generator);
        (left.bmm(right) * weight).sum().backward();
        Assert.True(left.grad!.allclose(einsum("bij,bkj->bik", weight, right.detach())));
        Assert.True(right.grad!.allclose(einsum("bij,bik->bjk", weight, left.detach()).transpose(1, 2)));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<Exception>(() => ones(2, 30, 30).bmm(ones(3, 30, 30)));
        Assert.ThrowsAny<Exception>(() => ones(2, 30, 30).bmm(ones(2, 31, 30)));
        Assert.ThrowsAny<Exception>(() => baddbmm(ones(2, 7, 30), ones(2, 30, 30), ones(2, 30, 30)));
    }

    // As rows, transposed, cut out of wider rows, with the batch in the middle.
    private static IEnumerable<Tensor> Lying(long batch, long rows, long cols, ScalarType type, Generator generator) =>
    [
        randn(batch, rows, cols, type, generator: generator),
        randn(batch, cols, rows, type, generator: generator).transpose(1, 2),
        randn(batch, rows, cols + 3, type, generator: generator).narrow(2, 1, cols),
        randn(rows, batch, cols, type, generator: generator).transpose(0, 1),
    ];
}
