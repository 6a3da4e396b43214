using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class IndexTests
{
    private static Tensor Grid(string device) => arange(12, dtype: float32, device: device).view(3, 4);

    [Theory, Cpu, Cuda]
    public void Numbers_and_slices(string device)
    {
        var x = Grid(device);
        x[1].Near(4, 5, 6, 7);
        x[1, 2].Near(6);
        x[-1, -1].Near(11);
        x[1.., ^1].Near(7, 11);
        x[.., 0..2].Near(0, 1, 4, 5, 8, 9);
        x[^2.., 1..^1].Near(5, 6, 9, 10);
        x[TensorIndex.Slice(null, null, 2), TensorIndex.Single(0)].Near(0, 8);
        x[TensorIndex.Ellipsis, TensorIndex.Slice(2)].Near(2, 3, 6, 7, 10, 11);
        Assert.Equal([3, 1, 4], x[TensorIndex.Colon, TensorIndex.None].shape);
        Assert.Equal([1, 3, 4], x[TensorIndex.Null].shape);
    }

    [Theory, Cpu, Cuda]
    public void Masks_and_index_tensors(string device)
    {
        var x = Grid(device);
        x[x > 8].Near(9, 10, 11);
        x[tensor(new[] { 2L, 0L }, device: device)].Near(8, 9, 10, 11, 0, 1, 2, 3);
        x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { 3L }, device: device))].Near(3, 7, 11);
        x[tensor(new[] { 0L, 1L }, device: device), tensor(new[] { 1L, 2L }, device: device)].Near(1, 6);
        x[TensorIndex.Single(1), TensorIndex.Tensor(tensor(new[] { true, false, false, true }, device: device))].Near(4, 7);
        x[TensorIndex.Ellipsis, TensorIndex.Tensor(tensor(new[] { 0L, 0L }, device: device))].Near(0, 0, 4, 4, 8, 8);
        var cube = arange(24, device: device).view(2, 3, 4);
        cube[TensorIndex.Tensor(ones(2, 3, dtype: @bool, device: device)), TensorIndex.Single(3)].Near(3, 7, 11, 15, 19, 23);
        cube[TensorIndex.Tensor(tensor(new[] { 1L }, device: device)), TensorIndex.Slice(0, 1), TensorIndex.Tensor(tensor(new[] { 2L }, device: device))]
            .Near(14);
    }

    [Theory, Cpu, Cuda]
    public void Assignment(string device)
    {
        var x = zeros(2, 3, device: device);
        x[0, 1] = 5f;
        x[1] = tensor(new[] { 1f, 2f, 3f }, device: device);
        x.Near(0, 5, 0, 1, 2, 3);
        x[.., 2..] = 9f;
        x.Near(0, 5, 9, 1, 2, 9);
        x[x > 8] = -1f;
        x.Near(0, 5, -1, 1, 2, -1);
        x.index_put_(tensor(new[] { 10f, 10f }, device: device), [TensorIndex.Tensor(tensor(new[] { 0L, 0L }, device: device)), 0L], accumulate: true);
        x[0].Near(20, 5, -1);
    }

    [Theory, Cpu, Cuda]
    public void Slices_are_views_and_carry_gradients(string device)
    {
        var x = zeros(3, device: device);
        x[1..].add_(1);
        x.Near(0, 1, 1);
        var w = ones(3, 2, device: device, requires_grad: true);
        (w[1..] * 2).sum().backward();
        w.grad!.Near(0, 0, 2, 2, 2, 2);
    }
}
