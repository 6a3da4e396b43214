using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class TensorTests
{
    [Theory, Cpu, Cuda]
    public void Operators(string device)
    {
        var a = tensor(new[] { 1f, 2f, 4f }, device: device);
        var b = tensor(new[] { 2f, 2f, 2f }, device: device);
        (a + b).Near(3, 4, 6);
        (a - b).Near(-1, 0, 2);
        (a * b).Near(2, 4, 8);
        (a / b).Near(0.5, 1, 2);
        (a % 3).Near(1, 2, 1);
        (2.0 * a + 1).Near(3, 5, 9);
        (1 - a).Near(0, -1, -3);
        (1 / a).Near(1, 0.5, 0.25);
        (-a).Near(-1, -2, -4);
        (a > b).Near(0, 0, 1);
        (a >= 2).Near(0, 1, 1);
        (a == b).Near(0, 1, 0);
        (2 < a).Near(0, 0, 1);
        (~(a == b)).Near(1, 0, 1);
        a.pow(2).Near(1, 4, 16);
        a.div(3, RoundingMode.floor).Near(0, 0, 1);
        a.add(b, 10).Near(21, 22, 24);
        a.clamp(1.5, 3).Near(1.5, 2, 3);
    }

    [Theory, Cpu, Cuda]
    public void Type_promotion_is_libtorchs(string device)
    {
        var singles = ones(2, device: device);
        Assert.Equal(ScalarType.Float32, (singles * tensor(1.0, device: device)).dtype);
        Assert.Equal(ScalarType.Float64, (singles * tensor(new[] { 1.0, 2.0 }, device: device)).dtype);
        Assert.Equal(ScalarType.Float32, (arange(2, device: device) * 0.5).dtype);
        Assert.Equal(ScalarType.Int64, (arange(2, device: device) * 2).dtype);
    }

    [Theory, Cpu, Cuda]
    public void In_place_forms_change_and_return_their_tensor(string device)
    {
        var a = tensor(new[] { 1f, 4f }, device: device);
        Assert.Same(a, a.add_(1));
        a.Near(2, 5);
        a.mul_(2).sub_(1).sqrt_().Near(Math.Sqrt(3), 3);
        a.fill_(2).addcmul_(a, a, 0.5).Near(4, 4);
        a.zero_().Near(0, 0);
        a.copy_(tensor(new[] { 7, 8 }, device: device)).Near(7, 8);
        a.masked_fill_(a > 7, -1).Near(7, -1);
        a.clamp_(min: 0).Near(7, 0);
    }

    [Theory, Cpu, Cuda]
    public void Reductions(string device)
    {
        var a = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 9 } }, device: device);
        a.sum().Near(24);
        a.sum(0L).Near(5, 7, 12);
        a.sum([0, 1]).Near(24);
        a.mean([1], keepdim: true).Near(2, 6);
        a.mean().Near(4);
        a.var(1).Near(1, 7);
        a.var(1, unbiased: false).Near(2.0 / 3, 14.0 / 3);
        a.std().Near(Math.Sqrt(40.0 / 5));
        a.prod(1).Near(6, 180);
        a.amax(0).Near(4, 5, 9);
        a.argmax(1).Near(2, 2);
        a.argmax().Near(5);
        a.norm().Near(Math.Sqrt(136));
        a.cumsum(1).Near(1, 3, 6, 4, 9, 18);
        a.logsumexp(1).Near(3.4076059644443804, 9.024762);
        var (values, indexes) = a.max(1);
        values.Near(3, 9);
        indexes.Near(2, 2);
        var (top, where) = a.topk(2);
        top.Near(3, 2, 9, 5);
        where.Near(2, 1, 2, 1);
        var (sorted, order) = a.sort(1, descending: true);
        sorted.Near(3, 2, 1, 9, 5, 4);
        order.Near(2, 1, 0, 2, 1, 0);
        (a > 8).any().Near(1);
        (a > 8).all().Near(0);
        var (distinct, inverse, counts) = tensor(new[] { 3L, 1L, 3L }, device: device).unique(return_inverse: true, return_counts: true);
        distinct.Near(1, 3);
        inverse!.Near(1, 0, 1);
        counts!.Near(1, 2);
        Assert.Null(distinct.unique().counts);
    }

    [Theory, Cpu, Cuda]
    public void Shapes(string device)
    {
        var a = arange(6, dtype: float32, device: device);
        a.view(2, 3).permute(1, 0).Near(0, 3, 1, 4, 2, 5);
        Assert.Equal([3, 1, 2], a.reshape(3, 2).unsqueeze(1).shape);
        Assert.Equal([3, 2], a.reshape(3, 1, 2).squeeze(1).shape);
        Assert.Equal([2, 2, 3], a.view(2, 3).expand(2, 2, 3).shape);
        Assert.Equal([4, 3], a.view(2, 3).repeat(2, 1).shape);
        Assert.Equal([2, 3], a.view(2, 3).unflatten(1, 3, -1).flatten(1).shape);
        a.view(3, 2).transpose(0, 1).contiguous().Near(0, 2, 4, 1, 3, 5);
        a.roll(1).Near(5, 0, 1, 2, 3, 4);
        a.flip(0).Near(5, 4, 3, 2, 1, 0);
        Assert.Equal(3, a.split(2).Length);
        Assert.Equal([2, 4], a.split([2, 4]).Select(t => t.numel()));
        Assert.Equal(2, a.view(2, 3).unbind().Length);
        cat([a.narrow(0, 0, 2), a.narrow(0, 4, 2)]).Near(0, 1, 4, 5);
        stack([a, a]).sum(0L).Near(0, 2, 4, 6, 8, 10);
        Assert.Equal([6, 6], meshgrid([a, a])[0].shape);
        a.view(2, 3).triu(1).Near(0, 1, 2, 0, 0, 5);
        a.repeat_interleave(2).narrow(0, 0, 4).Near(0, 0, 1, 1);
    }

    [Theory, Cpu, Cuda]
    public void Products(string device)
    {
        var a = tensor(new float[,] { { 1, 2 }, { 3, 4 } }, device: device);
        a.matmul(a).Near(7, 10, 15, 22);
        a.mv(tensor(new[] { 1f, 1f }, device: device)).Near(3, 7);
        a.kron(eye(2, device: device)).sum().Near(20);
        kron(tensor(new[] { 1f, 2f }, device: device), tensor(new[] { 1f, 10f }, device: device)).Near(1, 10, 2, 20);
        einsum("ij,jk->ik", a, a).Near(7, 10, 15, 22);
        einsum("ij->", a).Near(10);
        a.unsqueeze(0).bmm(a.unsqueeze(0)).Near(7, 10, 15, 22);
        a.outer_of_rows().Near(3, 4, 6, 8);
        a.tensordot(a, 1).Near(7, 10, 15, 22);
        baddbmm(ones(1, 2, 2, device: device), a.unsqueeze(0), a.unsqueeze(0), 2, 1).Near(9, 12, 17, 24);
        a.det().Near(-2);
        a.inverse().Near(-2, 1, 1.5, -0.5);
        a.trace().Near(5);
        a.diagonal().Near(1, 4);
    }

    [Theory, Cpu, Cuda]
    public void Gather_and_scatter(string device)
    {
        var a = tensor(new float[,] { { 1, 2 }, { 3, 4 } }, device: device);
        var index = tensor(new long[,] { { 1, 0 }, { 0, 0 } }, device: device);
        a.gather(1, index).Near(2, 1, 3, 3);
        a.index_select(0, tensor(new[] { 1L, 1L }, device: device)).Near(3, 4, 3, 4);
        zeros(1, 2, device: device).scatter_(1, index.narrow(0, 0, 1), a).Near(2, 1);
        zeros(2, 2, device: device).scatter_add(1, index, a).Near(2, 1, 7, 0);
        zeros(2, 2, device: device).index_add(0, tensor(new[] { 0L, 0L }, device: device), a, 1).Near(4, 6, 0, 0);
        a.masked_select(a > 2).Near(3, 4);
        torch.where(a > 2, a, zeros_like(a)).Near(0, 0, 3, 4);
        (a > 3).nonzero().Near(1, 1);
    }

    [Fact]
    public void Elements_come_out_typed_and_in_logical_order()
    {
        var a = tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        Assert.Equal([1, 3, 2, 4], a.t().data<float>().ToArray());
        Assert.Equal(3f, a.t().data<float>()[0, 1]);
        Assert.Equal(new float[,] { { 1, 3 }, { 2, 4 } }, a.t().data<float>().ToNDArray());
        Assert.Equal(10f, a.sum().item<float>());
        Assert.Equal(10.0, a.sum().ToDouble());
        Assert.Equal(10, (int)a.sum());
        Assert.Throws<ArgumentException>(() => a.sum().item<double>());
        Assert.Throws<ArgumentException>(() => a.data<double>());
        Assert.Throws<ArgumentException>(() => a.item<float>());
        Assert.Equal(16, a.bytes.Length);
    }

    [Theory, Cpu, Cuda]
    public void Moves(string device)
    {
        var a = ones(2, device: device);
        Assert.Equal(ScalarType.Float64, a.to(float64).dtype);
        Assert.Equal(ScalarType.Int64, a.@long().dtype);
        Assert.Equal(DeviceType.CPU, a.to("cpu").device_type);
        Assert.Equal(a.device_type, zeros(1).to(a).device_type);
        Assert.Equal("cpu", a.cpu().device.ToString());
        a.to(float16).to(float32).Near(1, 1);
    }

    [Fact]
    public void Comparison_as_a_whole()
    {
        var a = tensor(new[] { 1f, 2f });
        Assert.True(a.Equals(a.clone()));
        Assert.False(a.Equals(a + 1));
        Assert.True(a.allclose(a + 1e-7));
        Assert.False(a.allclose(a + 1e-2));
    }
}

internal static class Rows
{
    internal static Tensor outer_of_rows(this Tensor matrix) => matrix[0].outer(matrix[1]);
}
