using Harness.Adapters.Numerics;
using static TorchSharp.torch;

namespace Harness.Backbones.Tests.Common;

public class ConvolutionsTests
{
    // Freed memory holds no numbers, as after any loss that ran away; the plain conv2d fails more than half of the first four.
    [Theory]
    [InlineData(24, 48, 3, 2)]
    [InlineData(20, 40, 3, 1)]
    [InlineData(48, 24, 3, 1)]
    [InlineData(64, 4, 3, 1)]
    [InlineData(3, 24, 3, 2)]
    [InlineData(1, 5, 1, 1)]
    [InlineData(32, 16, 3, 1)]
    public void What_memory_held_before_enters_neither_answers_nor_gradients(int inputs, int outputs, int side, int stride)
    {
        var draw = new Random(1);
        using var generator = new Generator(1);
        long[] strides = [stride, stride],
            padding = [side / 2, side / 2];
        for (var round = 0; round < 10; round++)
        {
            using var scope = NewDisposeScope();
            var x = rand([16, inputs, 16, 16], generator: generator).requires_grad_();
            var weight = rand([outputs, inputs, side, side], generator: generator).requires_grad_();
            SpoilFreeMemory(draw);
            var y = Convolutions.Conv2d(x, weight, strides, padding);
            SpoilFreeMemory(draw);
            y.square().sum().backward();

            var (exactX, exactWeight) = (x.detach().@double().requires_grad_(), weight.detach().@double().requires_grad_());
            var exact = nn.functional.conv2d(exactX, exactWeight, strides: strides, padding: padding);
            exact.square().sum().backward();
            Assert.True(y.allclose(exact.@float(), rtol: 1e-4, atol: 1e-4));
            Assert.True(x.grad!.allclose(exactX.grad!.@float(), rtol: 1e-3, atol: 1e-3));
            Assert.True(weight.grad!.allclose(exactWeight.grad!.@float(), rtol: 1e-3, atol: 1e-3));
        }
    }

    private static void SpoilFreeMemory(Random draw)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < 40; i++)
            full([(1L << draw.Next(2, 21)) + draw.Next(64)], float.NaN);
    }
}
