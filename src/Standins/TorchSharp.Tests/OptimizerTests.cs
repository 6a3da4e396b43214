using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class OptimizerTests
{
    private static Parameter Weight(double value, double? grad = null, string device = "cpu")
    {
        var p = new Parameter(full([1], value, dtype: float64, device: device));
        if (grad is { } g)
            p.grad = full([1], g, dtype: float64, device: device);
        return p;
    }

    [Theory, Cpu, Cuda]
    public void AdamW_by_hand(string device)
    {
        var w = Weight(1, 0.5, device);
        using var optimizer = optim.AdamW([w], lr: 0.1, beta1: 0.9, beta2: 0.99, eps: 0, weight_decay: 0.2);
        optimizer.step();
        // Step 1: decay 1 − 0.1·0.2, then lr·m̂/√v̂ = lr·sign(g).
        w.Near(0.98 - 0.1);
        w.grad = full([1], -1.0, dtype: float64, device: device);
        optimizer.step();
        var m = (0.9 * 0.05 + 0.1 * -1) / (1 - 0.81);
        var v = (0.99 * 0.0025 + 0.01) / (1 - 0.9801);
        w.Near(0.88 * 0.98 - 0.1 * m / Math.Sqrt(v));
    }

    [Theory, Cpu, Cuda]
    public void Adam_adds_decay_to_the_gradient_and_SGD_keeps_momentum(string device)
    {
        var a = Weight(2, 0, device);
        optim.Adam([a], lr: 0.1, eps: 0, weight_decay: 1).step();
        a.Near(1.9);
        var s = Weight(0, 1, device);
        using var sgd = optim.SGD([s], 0.1, momentum: 0.5);
        sgd.step();
        s.Near(-0.1);
        sgd.step();
        s.Near(-0.25);
        var n = Weight(0, 1, device);
        optim.SGD([n], 0.1, momentum: 0.5, nesterov: true, weight_decay: 0.1, maximize: true).step();
        n.Near(0.15);
    }

    [Fact]
    public void Groups_have_their_own_options_and_share_the_rest()
    {
        var (a, b, frozen) = (Weight(1, 1), Weight(1, 1), Weight(1));
        using var optimizer = new AdamW(
            [new AdamW.ParamGroup([a], new AdamW.Options { weight_decay = 0.5 }), new AdamW.ParamGroup([b, frozen], lr: 0.01)], lr: 0.1, eps: 0);
        optimizer.step();
        a.Near(0.95 - 0.1);
        b.Near(0.99);
        frozen.Near(1);
        Assert.Equal([0.1, 0.01], optimizer.ParamGroups.Select(g => g.LearningRate));
        Assert.Equal(3, optimizer.parameters().Count());
    }

    [Fact]
    public void Weight_decay_is_zero_unless_given()
    {
        var w = Weight(1, 0);
        optim.AdamW([w]).step();
        w.Near(1);
    }

    [Fact]
    public void Zeroing_keeps_a_gradient_of_zeros()
    {
        var w = Weight(1, 3);
        optim.AdamW([w]).zero_grad();
        w.grad!.Near(0);
    }

    [Fact]
    public void State_can_be_saved_and_goes_on_as_if_never_stopped()
    {
        var (a, b) = (Weight(1, 0.5), Weight(1, 0.5));
        using var one = optim.AdamW([a], lr: 0.1, amsgrad: true);
        using var two = optim.AdamW([b], lr: 0.7, amsgrad: true);
        one.step();
        using (no_grad())
            b.copy_(a);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        one.save_state_dict(writer);
        stream.Position = 0;
        two.load_state_dict(new BinaryReader(stream));
        Assert.True(one.state_dict().State[0].ApproximatelyEquals(two.state_dict().State[0]));
        one.step();
        two.step();
        Assert.True(a.Equals(b));
        using var three = optim.AdamW([Weight(1, 1)], lr: 0.1, amsgrad: true);
        three.load_state_dict(one.state_dict());
        Assert.Equal(2, ((AdamW.State)three.state_dict().State[0]).step);
        using var sgd = optim.SGD([Weight(1)], 0.1);
        stream.Position = 0;
        Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(new BinaryReader(stream)));
        Assert.Throws<ArgumentException>(() => one.load_state_dict(optim.AdamW([Weight(1), Weight(2)]).state_dict()));
    }

    [Fact]
    public void Bad_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => optim.AdamW([Weight(1)], lr: -1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([Weight(1)], beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.SGD([Weight(1)], 0.1, nesterov: true));
    }

    [Theory, Cpu, Cuda]
    public void Clipping_scales_all_gradients_alike(string device)
    {
        var (a, b, none) = (Weight(0, 3, device), Weight(0, 4, device), Weight(0, null, device));
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b, none], 1), 6);
        a.grad!.Near(0.6);
        b.grad!.Near(0.8);
        Assert.Equal(1, nn.utils.clip_grad_norm_([a, b], 10), 5);
        a.grad!.Near(0.6);
        nn.utils.clip_grad_value_([a, b], 0.7);
        b.grad!.Near(0.7);
    }

    [Fact]
    public void Parameters_as_one_vector()
    {
        var (a, b) = (Weight(1), Weight(2));
        nn.utils.parameters_to_vector([a, b]).Near(1, 2);
        nn.utils.vector_to_parameters(tensor(new[] { 5.0, 6.0 }), [a, b]);
        b.Near(6);
    }
}
