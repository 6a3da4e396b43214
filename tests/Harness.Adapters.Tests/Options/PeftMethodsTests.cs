using Harness.Adapters.Lora;
using Harness.Adapters.Phm;
using Harness.Adapters.Redundancy;

namespace Harness.Adapters.Tests.Options;

/// <summary>Methods by name and options, as a configuration file gives them.</summary>
public class PeftMethodsTests
{
    [Fact]
    public void Options_arrive_as_text_numbers_flags_and_lists()
    {
        var method = PeftMethods.Create(
            "mixphm",
            new Dictionary<string, object?>
            {
                ["phm_rank"] = "4",
                ["num_experts"] = 6L,
                ["sharing_down"] = 0,
                ["adapter_dropout"] = 0.25,
                ["token_selection"] = "prefix",
                ["target_sites"] = new List<object> { "after_self_attention", "after_feed_forward" },
            }
        );
        Assert.Equivalent(
            new
            {
                PhmRank = 4,
                NumExperts = 6,
                SharingDown = false,
                AdapterDropout = 0.25,
                TokenSelection = TokenSelection.Prefix,
            },
            (MixPhmMethod)method
        );
        Assert.Equal(["after_self_attention", "after_feed_forward"], ((MixPhmMethod)method).TargetSites);
    }

    [Fact]
    public void Options_read_back_give_the_same_method()
    {
        var method = PeftMethods.Create(
            "lora",
            new Dictionary<string, object?>
            {
                ["r"] = 4,
                ["lora_alpha"] = "1.5",
                ["target_modules"] = "q, v",
            }
        );
        var again = (LoraMethod)PeftMethods.Create(method.Name, method.Options!);
        Assert.Equal((4, 1.5), (again.R, again.LoraAlpha));
        Assert.Equal(["q", "v"], again.TargetModules);
    }

    [Fact]
    public void Every_problem_is_one_line()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            PeftMethods.Create("mixphm", new Dictionary<string, object?> { ["phm_rang"] = 4, ["num_experts"] = "many" })
        );
        var lines = error.Message.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains("no option 'phm_rang' (did you mean 'phm_rank'?)", lines[0]);
        Assert.Equal("num_experts: 'many' is not a whole number.", lines[1]);
    }

    [Fact]
    public void An_unknown_method_names_the_nearest() =>
        Assert.Contains(
            "(did you mean 'pfeiffer'?)",
            Assert.Throws<ArgumentException>(() => PeftMethods.Create("pfeifer")).Message
        );

    [Fact]
    public void Every_method_describes_its_options() =>
        Assert.All(PeftMethods.Names, name => Assert.All(PeftMethods.OptionsOf(name), o => Assert.NotEmpty(o.Meaning)));
}
