using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class LayerTests
{
    [Theory, Cpu, Cuda]
    public void Linear_is_x_times_w_transposed_plus_b(string device)
    {
        using var layer = nn.Linear(2, 3, device: device);
        using (no_grad())
        {
            layer.weight.copy_(tensor(new float[,] { { 1, 0 }, { 0, 1 }, { 1, 1 } }));
            layer.bias!.copy_(tensor(new[] { 0f, 10f, 20f }));
        }
        layer.call(tensor(new float[,] { { 1, 2 } }, device: device)).Near(1, 12, 23);
        using var wide = nn.Linear(100, 7, hasBias: false);
        Assert.Null(wide.bias);
        Assert.True(wide.weight.abs().max().item<float>() <= 0.1f);
        Assert.Equal((100, 7), (wide.in_features, wide.out_features));
    }

    [Theory, Cpu, Cuda]
    public void LayerNorm_centres_and_scales(string device)
    {
        using var layer = nn.LayerNorm(2, eps: 0, device: device);
        layer.call(tensor(new float[,] { { 1, 3 }, { 5, 5.5f } }, device: device)).Near(-1, 1, -1, 1);
        Assert.Null(nn.LayerNorm(2, bias: false).bias);
    }

    [Theory, Cpu, Cuda]
    public void Embedding_picks_rows(string device)
    {
        using var layer = nn.Embedding(4, 2, padding_idx: 0, device: device);
        using (no_grad())
            layer.weight!.copy_(arange(8).view(4, 2));
        layer.call(tensor(new[] { 3L, 1L }, device: device)).Near(6, 7, 2, 3);
        layer.call(tensor(new[] { 2 }, device: device)).Near(4, 5);
        layer.call(tensor(new[] { 0L, 1L, 1L }, device: device)).sum().backward();
        layer.weight!.grad!.Near(0, 0, 2, 2, 0, 0, 0, 0);
        Assert.False(nn.Embedding_from_pretrained(ones(2, 2)).weight!.requires_grad);
    }

    [Theory, Cpu, Cuda]
    public void Dropout_keeps_the_mean_and_is_off_in_evaluation(string device)
    {
        using var layer = nn.Dropout(0.25);
        var y = layer.call(ones(10_000, device: device));
        Assert.InRange(y.mean().ToDouble(), 0.95, 1.05);
        Assert.InRange((y == 0).to(float32).mean().ToDouble(), 0.22, 0.28);
        layer.eval();
        layer.call(ones(3, device: device)).Near(1, 1, 1);
    }

    [Theory, Cpu, Cuda]
    public void Conv2d_sums_windows(string device)
    {
        using var layer = nn.Conv2d(1, 1, 2, device: device);
        using (no_grad())
        {
            layer.weight.fill_(1);
            layer.bias!.fill_(0.5);
        }
        layer.call(arange(9, dtype: float32, device: device).view(1, 1, 3, 3)).Near(8.5, 12.5, 20.5, 24.5);
        using var same = nn.Conv2d(1, 4, 3, Padding.Same, bias: false, device: device);
        Assert.Equal([1, 4, 5, 5], same.call(zeros(1, 1, 5, 5, device: device)).shape);
        using var reflecting = nn.Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Reflect, device: device);
        Assert.Equal([1, 1, 5, 5], reflecting.call(zeros(1, 1, 5, 5, device: device)).shape);
    }

    [Theory, Cpu, Cuda]
    public void BatchNorm_learns_running_statistics(string device)
    {
        using var layer = nn.BatchNorm2d(1, eps: 0, momentum: 0.5, device: device);
        var x = tensor(new[] { 0f, 2f }, device: device).view(2, 1, 1, 1);
        layer.call(x).Near(-1, 1);
        layer.running_mean!.Near(0.5);
        layer.running_var!.Near(1.5);
        layer.num_batches_tracked!.Near(1);
        layer.eval();
        layer.call(x).Near(-0.5 / Math.Sqrt(1.5), 1.5 / Math.Sqrt(1.5));
        Assert.Equal(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"], layer.state_dict().Keys);
        Assert.Throws<ArgumentException>(() => layer.call(ones(2, device: device)));
    }

    [Theory, Cpu, Cuda]
    public void Pooling(string device)
    {
        var x = arange(16, dtype: float32, device: device).view(1, 1, 4, 4);
        nn.MaxPool2d(2).call(x).Near(5, 7, 13, 15);
        nn.AvgPool2d(2).call(x).Near(2.5, 4.5, 10.5, 12.5);
        nn.AdaptiveAvgPool2d(1).call(x).Near(7.5);
    }

    [Theory, Cpu, Cuda]
    public void Activations(string device)
    {
        var x = tensor(new[] { -1f, 0f, 2f }, device: device);
        nn.ReLU().call(x).Near(0, 0, 2);
        nn.SiLU().call(x).Near(-1 / (1 + Math.E), 0, 2 / (1 + Math.Exp(-2)));
        nn.Tanh().call(x).Near(Math.Tanh(-1), 0, Math.Tanh(2));
        nn.Sigmoid().call(x).Near(1 / (1 + Math.E), 0.5, 1 / (1 + Math.Exp(-2)));
        nn.GELU().call(x).Near(-0.15865525393, 0, 1.95449973610);
        nn.Softmax(0).call(x).sum().Near(1);
        nn.functional.softplus(x).Near(Math.Log(1 + Math.Exp(-1)), Math.Log(2), Math.Log(1 + Math.Exp(2)));
        nn.functional.relu6(x * 10).Near(0, 0, 6);
        nn.ReLU(inplace: true).call(x);
        x.Near(0, 0, 2);
        nn.Flatten().call(ones(2, 3, 4)).Near([.. Enumerable.Repeat(1.0, 24)]);
    }
}
