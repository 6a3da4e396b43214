using Harness.Adapters.Bottleneck;
using Harness.Adapters.Lora;
using Harness.Adapters.Phm;

namespace Harness.Adapters.Tests;

/// <summary>Configurations that do not fit, all problems at once, one line each.</summary>
public class ValidationTests
{
    [Fact]
    public void Everything_wrong_with_the_values_is_said_at_once()
    {
        var problems = new MixPhmMethod { NumExperts = 0, PhmRank = 0, Level = 7, NonLinearity = "gelo", AdapterDropout = 1 }.Validate(Tiny.Backbone());
        Assert.Equal(5, problems.Count);
        Assert.All(problems, p => Assert.DoesNotContain('\n', p));
        foreach (var key in new[] { "num_experts", "phm_rank", "inference_level", "non_linearity", "adapter_dropout" })
            Assert.Single(problems, p => p.StartsWith(key + ":") || p.StartsWith(key + " "));
    }

    [Fact]
    public void A_division_that_does_not_fit_names_those_that_would()
    {
        var problems = new MixPhmMethod { ReductionFactor = 4, HypercomplexDivision = 5, PhmRank = 2 }.Validate(Tiny.Backbone());
        Assert.Contains(problems, p => p.Contains("5 does not divide the width 24; these would: 1, 2, 3, 4, 6, 8, 12, 24"));
        Assert.Contains(problems, p => p.Contains("the bottleneck (24/4) 6; these would: 1, 2, 3, 6"));
    }

    [Fact]
    public void A_rank_above_the_bottleneck_is_refused() =>
        Assert.Contains(new CompacterMethod { ReductionFactor = 3, PhmRank = 9 }.Validate(Tiny.Backbone()), p => p.Contains("phm_rank: 9 is above the bottleneck 8"));

    [Fact]
    public void An_unknown_site_names_the_known_ones() =>
        Assert.Contains(
            new PfeifferMethod { TargetSites = ["after_ffn"] }.Validate(Tiny.Backbone()),
            p => p.Contains("no site 'after_ffn'") && p.Contains("after_feed_forward"));

    [Fact]
    public void An_unknown_linear_map_names_the_known_ones() =>
        Assert.Contains(new LoraMethod { TargetModules = ["query", "qq"] }.Validate(Tiny.Backbone()), p => p.Contains("no linear map 'qq' (did you mean 'q'?)"));

    [Fact]
    public void An_unknown_stack_names_the_known_ones() =>
        Assert.Contains(new PfeifferMethod { Stacks = ["decodr"] }.Validate(Tiny.Backbone()), p => p.Contains("no stack 'decodr' (did you mean 'decoder'?)"));

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
