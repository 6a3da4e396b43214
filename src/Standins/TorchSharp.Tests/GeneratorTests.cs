using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class GeneratorTests
{
    [Fact]
    public void Same_seed_same_numbers()
    {
        var (g, device) = (new Generator(5), CPU);
        Tensor[] Draw() =>
        [
            randn([3], device: device, generator: g), rand([3], device: device, generator: g), randint(100, [5], device: device, generator: g),
            randperm(9, device: device, generator: g), full([4], 0.5, device: device).bernoulli(g),
            ones(6, device: device).multinomial(3, generator: g), empty(2, device: device).normal_(1, 2, g), empty(2, device: device).uniform_(1, 2, g),
            normal(0, 1, [2], device: device, generator: g),
        ];
        var first = Draw();
        g.manual_seed(5);
        Assert.All(first.Zip(Draw()), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.Equal(5, g.initial_seed());
        Assert.False(randn([3], device: device, generator: g).Equals(first[0]));
    }

    [Fact]
    public void State_can_be_kept_and_put_back()
    {
        var g = new Generator(1);
        randn([5], generator: g);
        using var state = g.get_state();
        var next = randn([5], generator: g);
        g.set_state(state);
        Assert.True(next.Equals(randn([5], generator: g)));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => g.set_state(zeros(3)));
    }

    [Fact]
    public void The_default_generator_is_seeded_apart()
    {
        manual_seed(7);
        var a = randn(4);
        using var state = random.get_rng_state();
        var b = randn(4);
        random.set_rng_state(state);
        Assert.True(b.Equals(randn(4)));
        new Generator(99).manual_seed(1);
        manual_seed(7);
        Assert.True(a.Equals(randn(4)));
        Assert.Equal(7, initial_seed());
    }
}
