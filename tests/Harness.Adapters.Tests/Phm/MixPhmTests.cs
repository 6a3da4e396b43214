using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
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
