using Harness.Adapters.Saving.Safetensors;
using Harness.Training.Optimisers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = Harness.Training.Optimisers.AdamW;

namespace Harness.Training.Tests.Optimisers;

/// <summary>Both update rules against twenty steps of the reference implementations, clipping and schedule included.</summary>
public class AdamWTests
{
    [Theory]
    [InlineData("h_legacy_hf_adamw", AdamWRule.Transformers4)]
    [InlineData("h_torch_adamw", AdamWRule.Torch)]
    public void Matches_twenty_reference_steps(string golden, AdamWRule rule)
    {
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "goldens", golden + ".f64.safetensors"));
        var saved = file.ReadAll();
        string[] names = ["0.weight", "0.bias", "2.weight", "2.bias", "3.weight", "3.bias"];
        var p = names.ToDictionary(n => n, n => new Parameter(saved["w." + n]));
        using var optimiser = new AdamW(
            names.Select(n => (n, p[n])),
            new AdamWOptions
            {
                LearningRate = 0.005,
                WeightDecay = 0.01,
                Epsilon = 1e-6,
                Rule = rule,
            }
        );
        var schedule = new WarmupLinear(4, 20);
        for (var step = 0; step < 20; step++)
        {
            using var scope = NewDisposeScope();
            var h = nn.functional.linear(saved["in.x"][step], p["0.weight"], p["0.bias"]).tanh();
            h = nn.functional.layer_norm(h, [10], p["2.weight"], p["2.bias"]);
            var loss = nn.functional.mse_loss(nn.functional.linear(h, p["3.weight"], p["3.bias"]), saved["in.y"][step]);
            Assert.Equal(saved["out.losses"][step].ToDouble(), loss.ToDouble(), 10);
            loss.backward();
            Assert.Equal(saved["out.grad_norms"][step].ToDouble(), optimiser.ClipGradients(0.5), 10);
            optimiser.LearningRate = 0.005 * schedule.Factor(step);
            Assert.Equal(saved["out.lrs"][step].ToDouble(), optimiser.LearningRate, 12);
            optimiser.Step();
        }
        foreach (var name in names)
            Assert.True(allclose(p[name], saved["out." + name], rtol: 1e-10, atol: 1e-12), name);
    }

    [Fact]
    public void A_parameter_without_gradient_stays_bit_identical()
    {
        var drawn = new Parameter(ones(3));
        var idle = new Parameter(ones(3));
        using var optimiser = new AdamW([("drawn", drawn), ("idle", idle)], new AdamWOptions());
        drawn.sum().backward();
        optimiser.Step();
        Assert.True(idle.Equals(ones(3)));
        Assert.False(drawn.Equals(ones(3)));
    }

    [Fact]
    public void Small_parameters_move_into_one_storage_and_keep_their_values()
    {
        using var scope = NewDisposeScope();
        var parameters = new[] { randn(2, 3), randn(4), randn(300, 300) }.Select(t => new Parameter(t)).ToList();
        var before = parameters.Select(p => p.detach().clone()).ToList();
        var optimiser = new AdamW(parameters.Select((p, i) => ($"{i}.weight", p)), new AdamWOptions());
        Assert.Equal([0, 6, 0], parameters.Select(p => p.storage_offset()));
        Assert.All(parameters.Zip(before), p => Assert.True(p.First.Equals(p.Second) && p.First.requires_grad));
        optimiser.Dispose();
        Assert.All(parameters.Zip(before), p => Assert.True(p.First.Equals(p.Second))); // they outlive it
    }

    [Fact]
    public void Biases_do_not_decay()
    {
        var weight = new Parameter(ones(1));
        var bias = new Parameter(ones(1));
        using var optimiser = new AdamW(
            [("fc.weight", weight), ("fc.bias", bias)],
            new AdamWOptions { LearningRate = 0.1, WeightDecay = 0.5 }
        );
        (weight * 0 + bias * 0).sum().backward();
        optimiser.Step();
        Assert.Equal(0.95, weight.ToDouble(), 6);
        Assert.Equal(1, bias.ToDouble(), 6);
    }

    // Some parameters miss gradients in some steps, as experts that were not drawn do; sizes fall on and beside vector widths.
    [Theory]
    [InlineData(AdamWRule.Transformers4)]
    [InlineData(AdamWRule.Torch)]
    public void Parameters_together_are_as_each_alone_bit_for_bit(AdamWRule rule)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        long[][] shapes =
        [
            [4, 24, 8],
            [17],
            [1],
            [3, 5],
            [96, 48],
            [2, 2, 2],
            [300, 300],
            [33],
        ];
        var options = new AdamWOptions { Rule = rule };
        var names = shapes.Select((s, i) => s.Length == 1 ? $"{i}.bias" : $"{i}.weight").ToArray();
        var starts = shapes.Select(s => randn(s, generator: generator)).ToArray();
        var together = starts.Select(s => new Parameter(s.clone())).ToArray();
        var alone = starts.Select(s => new Parameter(s.clone())).ToArray();
        using var one = new AdamW(names.Zip(together), options);
        var many = names.Zip(alone).Select(p => new AdamW([p], options)).ToArray();
        for (var step = 0; step < 12; step++)
        {
            for (var i = 0; i < shapes.Length; i++)
            {
                var gradient = (step + i) % 4 == 3 ? null : randn(shapes[i], generator: generator);
                (together[i].grad, alone[i].grad) = (gradient, gradient?.clone());
                many[i].Step();
            }
            one.Step();
        }
        foreach (var (a, b) in together.Zip(alone))
            Assert.True(a.Equals(b));
        foreach (var (a, b) in one.StateTensors().Zip(many.SelectMany(m => m.StateTensors())))
            Assert.True(a.key == b.key && a.value.Equals(b.value), a.key);
        foreach (var optimiser in many)
            optimiser.Dispose();
    }
}
