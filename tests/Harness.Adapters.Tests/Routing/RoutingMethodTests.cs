using Harness.Adapters.Lora;
using Harness.Adapters.Numerics;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Backbones.Gpt2Models;
using static TorchSharp.torch;

namespace Harness.Adapters.Tests.Routing;

public class RoutingMethodTests
{
    private static readonly RoutingLoraMethod Lora = new()
    {
        R = 4,
        LoraAlpha = 4,
        TrainLayerNorm = false,
    };

    [Fact]
    public void Adding_in_the_bottleneck_is_LoRA_on_the_sum_of_both_inputs()
    {
        using var generator = new Generator(3);
        var at = new Placement(ScalarType.Float64, CPU);
        var shape = new RoutedLoraShape(2, 0.5, [true], new Router(RoutingFunction.ElementAdd));
        var (routed, plain) = (new RoutedLoraDelta(6, 5, shape, generator, at), new LoraDelta(6, 5, 2, 0.5, 0, generator, at));
        using (no_grad())
        {
            routed.get_parameter("lora_B.weight")!.normal_(0, 1, generator);
            plain.A.copy_(routed.get_parameter("lora_A.weight")!);
            plain.B.copy_(routed.get_parameter("lora_B.weight")!);
        }
        var (x, v) = (randn(2, 3, 6, dtype: ScalarType.Float64), randn(2, 1, 6, dtype: ScalarType.Float64));
        using var context = new PassContext { RoutingFeature = v };
        Assert.True(allclose(routed.call(x, context), plain.call(x + v, context), rtol: 1e-10));
    }

    [Theory]
    [InlineData(RoutingFunction.None)]
    [InlineData(RoutingFunction.Vllora)]
    [InlineData(RoutingFunction.ElementMul)]
    public void Starts_as_the_backbone_and_has_the_same_size_whatever_the_function(RoutingFunction function)
    {
        var method = Lora with { Routing = function };
        using var context = new PassContext { RoutingFeature = Tiny.Feature };
        Assert.True(allclose(Tiny.Logits(Tiny.With(method), context), Tiny.Logits(Tiny.Backbone(), context)));
        Assert.Equal(Lora.ClosedForm(Tiny.Backbone()), method.ClosedForm(Tiny.Backbone()));
    }

    [Fact]
    public void A_routed_update_refuses_to_merge_and_says_why()
    {
        var projection = Tiny.With(Lora).Projections.First(p => p.Delta is not null);
        Assert.Contains("depends on the picture", Assert.Throws<InvalidOperationException>(projection.Merge).Message);
        Tiny.With(Lora with { Routing = RoutingFunction.None }).Projections.First(p => p.Delta is not null).Merge();
    }

    [Fact]
    public void Joint_and_separate_bottlenecks_of_a_fused_map_differ()
    {
        var (joint, apart) = (Route(joint: true), Route(joint: false));
        Assert.Equal([0, 0], joint); // ⟨(1, 2), (2, −1)⟩ = 0 couples query and value
        Assert.Equal([4, 2], apart);
    }

    [Fact]
    public void Routing_after_the_up_projection_cannot_leave_zero()
    {
        var model = Tiny.With(
            Lora with
            {
                Routing = RoutingFunction.Vllora,
                MergeType = RoutingPlace.AfterB,
                TrainTargetBias = false,
            }
        );
        using var context = new PassContext { RoutingFeature = Tiny.Feature };
        Tiny.Loss(model, context).backward();
        Assert.All(
            PeftMethod.Trainable(model),
            p => Assert.True(p.parameter.grad is null || p.parameter.grad.eq(0).all().item<bool>(), p.name)
        );
    }

    [Fact]
    public void One_adapter_serves_a_whole_block_where_asked()
    {
        var model = new Gpt2(
            new Gpt2Config
            {
                VocabSize = 20,
                NPositions = 8,
                NEmbd = 8,
                NLayer = 2,
                NHead = 2,
            },
            new Generator(1)
        );
        new RoutingAdapterMethod { R = 2, SharedPerBlock = true }.Apply(model, new Generator(2));
        Assert.Equal(2, model.modules().OfType<RoutedAdapter>().Distinct().Count());
        Assert.Same(model.HiddenSites[0].Adapter, model.HiddenSites[1].Adapter);
        Assert.Contains("transformer.h.1.adapter.down_sampler.weight", model.state_dict().Keys);
    }

    [Fact]
    public void Only_the_layers_that_are_named_get_modules()
    {
        Gpt2 Model() =>
            new(
                new Gpt2Config
                {
                    VocabSize = 20,
                    NPositions = 8,
                    NEmbd = 8,
                    NLayer = 3,
                    NHead = 2,
                },
                new Generator(1)
            );
        foreach (
            RoutingMethod method in new RoutingMethod[]
            {
                new RoutingLoraMethod { R = 2, FusionLayer = ["0", "2"] },
                new RoutingAdapterMethod { R = 2, FusionLayer = ["0", "2"] },
            }
        )
        {
            var model = Model();
            method.Apply(model, new Generator(2));
            Assert.Equal(
                [0, 2],
                model
                    .Projections.Where(p => p.Delta is not null)
                    .Select(p => p.Address.Layer)
                    .Concat(model.HiddenSites.Where(s => s.Adapter is not null).Select(s => s.Address.Layer))
                    .Distinct()
            );
            var trained = PeftMethod.Trainable(model);
            Assert.Equal(method.ClosedForm(model), trained.Sum(p => p.parameter.numel()));
            Assert.DoesNotContain("transformer.h.1.attn.c_attn.bias", trained.Select(p => p.name));
        }
        Assert.Contains(
            "no layer 3; its last is 2",
            Assert.Single(
                new RoutingLoraMethod { R = 2, FusionLayer = ["3"] }.Validate(Model()),
                p => p.StartsWith("fusion_layer")
            )
        );
        Assert.Contains("'-1' is no layer", Assert.Single(new RoutingAdapterMethod { FusionLayer = ["-1"] }.ValueProblems()));
    }

    private static double[] Route(bool joint)
    {
        using var generator = new Generator(1);
        var shape = new RoutedLoraShape(1, 1, [true, false, true], new Router(RoutingFunction.Vllora), Joint: joint);
        var delta = new RoutedLoraDelta(2, 3, shape, generator, new Placement(ScalarType.Float64, CPU));
        using (no_grad())
        {
            delta.get_parameter("lora_A.weight")!.copy_(eye(2, dtype: ScalarType.Float64));
            delta.get_parameter("lora_B.weight")!.fill_(1);
        }
        using var context = new PassContext { RoutingFeature = tensor(new double[] { 2, -1 }).reshape(1, 1, 2) };
        var y = delta.call(tensor(new double[] { 1, 2 }).reshape(1, 1, 2), context).flatten().data<double>().ToArray();
        Assert.Equal(0, y[1]); // the key gets nothing
        return [y[0], y[2]];
    }
}
