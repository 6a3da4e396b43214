using Harness.Adapters.Bottleneck;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using Harness.Adapters.VlAdapter;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;

namespace Harness.Adapters.Tests;

/// <summary>Configurations that do not fit, all problems at once, one line each.</summary>
public class ValidationTests
{
    [Fact]
    public void Everything_wrong_with_the_values_is_said_at_once()
    {
        var problems = new MixPhmMethod
        {
            ReductionFactor = 2,
            NumExperts = 0,
            PhmRank = 0,
            Level = 7,
            NonLinearity = "gelo",
            AdapterDropout = 1,
        }.Validate(Tiny.Backbone());
        Assert.Equal(5, problems.Count);
        Assert.All(problems, p => Assert.DoesNotContain('\n', p));
        foreach (var key in new[] { "num_experts", "phm_rank", "inference_level", "non_linearity", "adapter_dropout" })
            Assert.Single(problems, p => p.StartsWith(key + ":") || p.StartsWith(key + " "));
    }

    [Fact]
    public void What_is_wrong_by_itself_and_what_does_not_fit_the_backbone_are_said_together()
    {
        var problems = new MixPhmMethod
        {
            NumExperts = 0,
            ReductionFactor = 4,
            HypercomplexDivision = 5,
            PhmRank = 7,
            TargetSites = ["after_feed_forward", "nowhere"],
        }.Validate(Tiny.Backbone());
        string[] expected =
        [
            "num_experts: 0 is below 1",
            "the width 24",
            "the bottleneck (24/4) 6",
            "phm_rank: 7 is above the bottleneck 6",
            "no site 'nowhere'",
        ];
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(expected, part => Assert.Single(problems, p => p.Contains(part)));
    }

    /// <summary>Every method, with values that make no sense: always lines, never an exception, and each line names its key first.</summary>
    [Fact]
    public void Nonsense_gets_one_line_a_key()
    {
        PeftMethod[] nonsense =
        [
            new MixPhmMethod
            {
                ReductionFactor = 0,
                HypercomplexDivision = 0,
                PhmRank = -1,
                NumExperts = 0,
            },
            new CompacterMethod { ReductionFactor = -3, HypercomplexDivision = -1 },
            new PfeifferMethod { ReductionFactor = 0, TargetSites = [] },
            new LowRankAdapterMethod { ReductionFactor = 0, Rank = 0 },
            new AdaMixMethod
            {
                NumExperts = 0,
                ReductionFactor = 0,
                Level = 9,
            },
            new LoraMethod
            {
                R = 0,
                LoraAlpha = 0,
                TargetModules = [],
            },
            new RoutingLoraMethod
            {
                R = 0,
                LoraAlpha = -1,
                LoraDropout = 1,
                SplitType = SplitKind.SplitAttn,
            },
            new RoutingAdapterMethod
            {
                R = 0,
                TargetSites = [],
                NonLinearity = "gelo",
            },
            new VlAdapterMethod
            {
                R = 0,
                Tasks = 0,
                HypercomplexDivision = 0,
                Module = VlModule.Compacter,
                LoraDropout = 2,
            },
            new VlAdapterMethod
            {
                Module = VlModule.None,
                SharingUp = true,
                Routing = RoutingFunction.Vllora,
            },
        ];
        foreach (var method in nonsense)
        {
            var problems = method.Validate(Tiny.Backbone());
            Assert.True(problems.Count > 1, method.ToString());
            Assert.All(problems, p => Assert.Matches(@"^[a-z_0-9]+( '[a-z]+' is unknown)?:? ", p));
            Assert.Equal(problems.Count, problems.Distinct().Count());
        }
    }

    [Fact]
    public void Routing_where_no_vision_feature_comes_is_refused_in_one_line()
    {
        static RobertaVqa Model(VqaWiring wiring) =>
            new(
                new RobertaVqaConfig
                {
                    Roberta = new RobertaConfig
                    {
                        VocabSize = 20,
                        HiddenSize = 8,
                        NumHiddenLayers = 1,
                        NumAttentionHeads = 2,
                        IntermediateSize = 8,
                        MaxPositionEmbeddings = 12,
                    },
                    Answers = 3,
                    Wiring = wiring,
                },
                device: TorchSharp.torch.META
            );
        foreach (
            PeftMethod method in new PeftMethod[]
            {
                new RoutingLoraMethod { R = 2 },
                new RoutingAdapterMethod { R = 2 },
            }
        )
        {
            Assert.Contains(
                "routing: element_add needs a vision feature",
                Assert.Single(method.Validate(Model(VqaWiring.Prefix)))
            );
            Assert.Empty(method.Validate(Model(VqaWiring.RoutingPrefix)));
        }
        Assert.Empty(new RoutingLoraMethod { R = 2, Routing = RoutingFunction.None }.Validate(Model(VqaWiring.Prefix)));
        Assert.Contains(
            "text gives a feature for each token",
            Assert.Single(
                new RoutingLoraMethod { R = 2, RoutingSource = RoutingSource.Text }.Validate(Model(VqaWiring.RoutingPrefix))
            )
        );
    }

    [Fact]
    public void Heads_that_do_not_divide_the_inner_width_are_refused()
    {
        Assert.Contains(
            new RoutingLoraMethod { R = 8, SplitType = SplitKind.SplitAttn }.Validate(Tiny.Backbone()),
            p => p.Contains("its 4 heads do not divide")
        );
        using var generator = new TorchSharp.torch.Generator(1);
        var fused = new Gpt2(
            new Gpt2Config
            {
                VocabSize = 20,
                NPositions = 8,
                NEmbd = 8,
                NLayer = 1,
                NHead = 2,
            },
            generator
        );
        Assert.Empty(new RoutingLoraMethod { R = 8, SplitType = SplitKind.SplitAttn }.Validate(fused));
    }

    [Fact]
    public void A_division_that_does_not_fit_names_those_that_would()
    {
        var problems = new MixPhmMethod
        {
            ReductionFactor = 4,
            HypercomplexDivision = 5,
            PhmRank = 2,
        }.Validate(Tiny.Backbone());
        Assert.Contains(problems, p => p.Contains("5 does not divide the width 24; these would: 1, 2, 3, 4, 6, 8, 12, 24"));
        Assert.Contains(problems, p => p.Contains("the bottleneck (24/4) 6; these would: 1, 2, 3, 6"));
    }

    [Fact]
    public void A_rank_above_the_bottleneck_is_refused() =>
        Assert.Contains(
            new CompacterMethod { ReductionFactor = 3, PhmRank = 9 }.Validate(Tiny.Backbone()),
            p => p.Contains("phm_rank: 9 is above the bottleneck 8")
        );

    [Fact]
    public void An_unknown_site_names_the_known_ones() =>
        Assert.Contains(
            new PfeifferMethod { TargetSites = ["after_ffn"] }.Validate(Tiny.Backbone()),
            p => p.Contains("no site 'after_ffn'") && p.Contains("after_feed_forward")
        );

    [Fact]
    public void An_unknown_linear_map_names_the_known_ones() =>
        Assert.Contains(
            new LoraMethod { TargetModules = ["query", "qq"] }.Validate(Tiny.Backbone()),
            p => p.Contains("no linear map 'qq' (did you mean 'q'?)")
        );

    [Fact]
    public void An_unknown_stack_names_the_known_ones() =>
        Assert.Contains(
            new PfeifferMethod { Stacks = ["decodr"] }.Validate(Tiny.Backbone()),
            p => p.Contains("no stack 'decodr' (did you mean 'decoder'?)")
        );

    [Fact]
    public void Applying_what_does_not_fit_changes_nothing()
    {
        var model = Tiny.Backbone();
        var before = model.named_parameters().Select(p => p.name).ToList();
        using var generator = new TorchSharp.torch.Generator(1);
        Assert.Throws<ArgumentException>(() => new MixPhmMethod { HypercomplexDivision = 5 }.Apply(model, generator));
        Assert.Equal(before, model.named_parameters().Select(p => p.name));
    }
}
