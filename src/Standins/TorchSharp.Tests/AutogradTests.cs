using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class AutogradTests
{
    [Theory, Cpu, Cuda]
    public void Gradients_accumulate_until_they_are_removed(string device)
    {
        var x = tensor(new[] { 1f, 2f }, device: device, requires_grad: true);
        Assert.Null(x.grad);
        (x * x).sum().backward();
        x.grad!.Near(2, 4);
        (x * x).sum().backward();
        x.grad!.Near(4, 8);
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Theory, Cpu, Cuda]
    public void Functional_gradients(string device)
    {
        var x = tensor(new[] { 3f }, device: device, requires_grad: true);
        var unused = ones(1, device: device, requires_grad: true);
        var y = x.pow(3).sum();
        var first = autograd.grad([y], [x, unused], create_graph: true, allow_unused: true);
        first[0].Near(27);
        Assert.True(first[1].IsInvalid);
        autograd.grad([first[0].sum()], [x])[0].Near(18);
        Assert.Null(x.grad);
    }

    [Theory, Cpu, Cuda]
    public void Recording_can_be_switched_off(string device)
    {
        var x = ones(2, device: device, requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
        }
        using (inference_mode())
            Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
    }

    [Theory, Cpu, Cuda]
    public void Retained_and_given_gradients(string device)
    {
        var x = ones(2, device: device, requires_grad: true);
        var y = x * 3;
        y.retain_grad();
        y.backward([tensor(new[] { 1f, 10f }, device: device)]);
        x.grad!.Near(3, 30);
        y.grad!.Near(1, 10);
    }

    [Fact]
    public void Whole_numbers_have_no_gradient() =>
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => arange(3).requires_grad = true);
}
