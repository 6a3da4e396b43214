using Harness.Adapters.Phm;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Phm;

public class MixPhmTests
{
    private static readonly MixPhmMethod Method = new()
    {
        ReductionFactor = 2,
        PhmRank = 2,
        PhmInitRange = 0.3,
    };

    [Fact]
    public void One_rule_serves_every_module_and_is_registered_once()
    {
        var model = Tiny.With(Method);
        Assert.Equal(["phm_rule"], model.named_parameters().Select(p => p.name).Where(PhmRule.IsName));
        Assert.Equal(["phm_rule"], model.state_dict().Keys.Where(PhmRule.IsName));
        // Doubling the one tensor doubles the weight of every layer.
        var layers = Layers(model).ToList();
        Assert.Equal(2 * Tiny.Layers * 5, layers.Count);
        var before = layers.Select(l => l.Weight().detach().clone()).ToList();
        using (no_grad())
            model.get_parameter("phm_rule")!.mul_(2);
        Assert.All(layers.Zip(before), pair => Assert.True(allclose(pair.First.Weight(), pair.Second * 2)));
    }

    [Fact]
    public void Names_follow_the_released_checkpoints()
    {
        var names = Tiny.With(Method).state_dict().Keys;
        Assert.Contains("encoder.block.1.layer.1.phm_adapter_moe.MoA_A.deepspeed_experts.0.W_left", names);
        Assert.Contains("decoder.block.0.layer.2.phm_adapter_moe.MoA_B.deepspeed_experts.3.b", names);
        Assert.Contains("decoder.block.0.layer.2.phm_adapter_moe.MoA_B.expert_score_weight", names);
    }

    [Fact]
    public void Experts_that_were_not_drawn_get_no_gradient()
    {
        var model = Tiny.With(Method);
        using var context = new PassContext { Training = true, Experts = new Always(2) };
        Tiny.Loss(model, context).backward();
        foreach (var (name, parameter) in PeftMethod.Trainable(model).Where(p => p.name.Contains("MoA_B.deepspeed_experts")))
            Assert.Equal(name.Contains("experts.2."), parameter.grad is not null);
    }

    [Fact]
    public void Fresh_experts_agree_at_every_inference_level()
    {
        var logits = Enumerable
            .Range(0, 4)
            .Select(level =>
            {
                using var context = new PassContext { Experts = new RoundRobin() };
                return Tiny.Logits(Tiny.With(Method with { Level = level }), context);
            })
            .ToList();
        Assert.All(logits, l => Assert.True(allclose(l, logits[0], rtol: 1e-10)));
    }

    [Fact]
    public void One_expert_averaged_is_that_expert()
    {
        var model = Tiny.With(Method with { NumExperts = 1, AdapterDropout = 0 });
        Tiny.Perturb(model);
        using var training = new PassContext { Training = true };
        Assert.True(allclose(Tiny.Logits(model, training), Tiny.Logits(model, PassContext.Inference()), rtol: 1e-10));
    }

    [Fact]
    public void Inference_averages_factors_not_products()
    {
        var model = Tiny.With(Method);
        Tiny.Perturb(model);
        var bank = ((MixPhmModule)model.HiddenSites.First(s => s.Adapter is not null).Adapter!).UpBank;
        var ofFactors = bank.AveragedFactors().Weight();
        var ofProducts = stack(bank.Experts.Select(e => e.Weight())).mean([0L]);
        Assert.False(allclose(ofFactors, ofProducts, rtol: 1e-3));
        var left = stack(bank.Experts.Select(e => e.Factors.T!)).mean([0L]);
        Assert.True(allclose(bank.AveragedFactors().T!, left));
    }

    [Fact]
    public void The_averaged_expert_is_kept_for_one_context_only()
    {
        var model = Tiny.With(Method);
        using var first = PassContext.Inference();
        Tensor Run(PassContext context)
        {
            using var scope = NewDisposeScope();
            return Tiny.Logits(model, context).MoveToOuterDisposeScope();
        }
        var before = Run(first);
        Tiny.Perturb(model);
        Assert.True(Run(first).Equals(before));
        Assert.False(Run(PassContext.Inference()).Equals(before));
    }

    [Fact]
    public void Drawing_without_a_source_says_so()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Tiny.Loss(Tiny.With(Method), new PassContext { Training = true })
        );
        Assert.Contains("4 experts to draw from", error.Message);
    }

    [Fact]
    public void Dropout_acts_in_the_bottleneck_while_training()
    {
        var model = Tiny.With(Method);
        using var all = new PassContext
        {
            Training = true,
            Experts = new Always(0),
            Dropout = new DropEverything(),
        };
        var trace = new AdapterTrace();
        using var traced = new PassContext
        {
            Training = true,
            Experts = new Always(0),
            Dropout = new DropEverything(),
            Trace = trace,
        };
        Tiny.Logits(model, traced);
        // With an empty bottleneck only the bias of the up projection is left, which starts at zero.
        Assert.All(trace.Entries, e => Assert.Equal(0, e.Branch.abs().max().ToDouble()));
        Assert.Equal(2 * Tiny.Layers, trace.Entries.Count);
    }

    private static IEnumerable<PhmLinear> Layers(TorchSharp.torch.nn.Module model) => model.modules().OfType<PhmLinear>();

    private sealed class DropEverything : IDropout
    {
        public Tensor Apply(Tensor x, double p) => x * 0;
    }
}
