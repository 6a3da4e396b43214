using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class InitTests
{
    [Theory, Cpu, Cuda]
    public void Bounds_and_spreads(string device)
    {
        const double rounding = 1e-7; // on a GPU uniform numbers reach their upper bound, rounded to single precision
        var w = empty(200, 100, device: device, requires_grad: true);
        Assert.Equal((100, 200), init.CalculateFanInAndFanOut(w));
        Assert.InRange(init.xavier_uniform_(w).abs().max().ToDouble(), 0.13, Math.Sqrt(6.0 / 300) + rounding);
        Assert.InRange(init.xavier_normal_(w).abs().max().ToDouble(), 0.13, Math.Sqrt(6.0 / 300) + rounding);
        Assert.InRange(init.kaiming_uniform_(w, Math.Sqrt(5)).abs().max().ToDouble(), 0.099, 0.1 + rounding);
        Assert.InRange(init.kaiming_normal_(w).std().ToDouble(), 0.98 * Math.Sqrt(2.0 / 100), 1.02 * Math.Sqrt(2.0 / 100));
        Assert.InRange(init.trunc_normal_(w, std: 3, a: -1, b: 1).abs().max().ToDouble(), 0.99, 1);
        Assert.InRange(init.normal_(w, 5, 0.1).mean().ToDouble(), 4.99, 5.01);
        init.constant_(w, 3);
        Assert.True((w == 3).all().item<bool>());
        Assert.True(w.requires_grad && w.is_leaf);
    }

    [Theory, Cpu, Cuda]
    public void Orthogonal_rows_or_columns(string device)
    {
        var w = empty(3, 5, device: device);
        init.orthogonal_(w, 2);
        Assert.True(w.matmul(w.t()).allclose(eye(3, device: device) * 4, 1e-4, 1e-5));
        var tall = init.orthogonal_(empty(5, 3, device: device));
        Assert.True(tall.t().matmul(tall).allclose(eye(3, device: device), 1e-4, 1e-5));
    }

    [Fact]
    public void Gains_and_refusals()
    {
        Assert.Equal(Math.Sqrt(2), init.calculate_gain(init.NonlinearityType.ReLU));
        Assert.Equal(5.0 / 3, init.calculate_gain(init.NonlinearityType.Tanh));
        Assert.Throws<ArgumentException>(() => init.xavier_uniform_(zeros(3)));
    }

    [Fact]
    public void Draws_follow_the_default_generator_as_in_the_package()
    {
        Tensor[] Draw(ulong seed)
        {
            manual_seed(5);
            var own = new Generator(seed);
            return [init.normal_(empty(4), generator: own), init.uniform_(empty(4), generator: own), init.trunc_normal_(empty(4), generator: own)];
        }
        Assert.All(Draw(1).Zip(Draw(2)), pair => Assert.True(pair.First.Equals(pair.Second)));
    }
}
