using System.Text.Json;

namespace Harness.Cli.Tests.Verbs;

/// <summary>The counts of MixPHM's comparison on VL-T5 base, which can be checked on paper.</summary>
public class ParamsVerbTests
{
    [Theory]
    [InlineData("full", 224_538_624)]
    [InlineData("lora", 442_368)]
    [InlineData("pfeiffer", 2_379_264)]
    [InlineData("mixphm", 874_048)]
    public void Counts_are_the_published_ones(string method, long trainable)
    {
        var called = Invocation.Of("params", "--paper", "mixphm", "--method", method, "--json");
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        var row = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(trainable, row.GetProperty("trainable").GetInt64());
        Assert.Equal(trainable, row.GetProperty("closed_form").GetInt64());
        Assert.Equal(224_538_624, row.GetProperty("total").GetInt64());
        Assert.Equal("unverified", row.GetProperty("printed_mark").GetString());
        Assert.Equal(trainable / 1e6, row.GetProperty("printed").GetDouble(), 0.006);
    }

    [Fact]
    public void The_small_backbone_is_counted_too()
    {
        var called = Invocation.Of("params", "--backbone", "vl-t5-small", "--json");
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        Assert.All(json.RootElement.EnumerateArray(), row =>
        {
            Assert.Equal(row.GetProperty("closed_form").GetInt64(), row.GetProperty("trainable").GetInt64());
            Assert.Equal(JsonValueKind.Null, row.GetProperty("printed").ValueKind);
        });
    }

    /// <summary>RoBERTa and GPT-2 with norms in blocks (and the biases of adapted maps); CLIP-BART in VL-Adapter's set-up.</summary>
    [Theory]
    [InlineData("roberta-base", "lora-r64", 2_414_592, 124_645_632)]
    [InlineData("roberta-base", "adapter-r128-vllora", 4_776_960, 124_645_632)]
    [InlineData("roberta-large", "lora-r128-vllora", 12_730_368, 355_359_744)]
    [InlineData("gpt2", "adapter-r128", 2_406_912, 124_439_808)]
    [InlineData("gpt2-medium", "lora-r64", 6_463_488, 354_823_168)]
    [InlineData("clip-bart-base", "single-adapter", 6_081_600, 145_606_464)]
    [InlineData("clip-bart-base", "single-adapter-vllora", 6_081_600, 145_606_464)]
    [InlineData("clip-bart-base", "half-shared-adapter", 12_725_760, 152_250_624)]
    [InlineData("clip-bart-base", "multiple-compacter", 10_584_960, 150_109_824)]
    [InlineData("clip-bart-base", "multiple-lora", 30_020_352, 169_468_416)]
    public void The_routing_papers_backbones_are_counted(string backbone, string method, long trainable, long total)
    {
        var called = Invocation.Of("params", "--paper", "routing", "--backbone", backbone, "--method", method, "--json");
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        var row = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(trainable, row.GetProperty("trainable").GetInt64());
        Assert.Equal(trainable, row.GetProperty("closed_form").GetInt64());
        Assert.Equal(total, row.GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("mixphm num_experts=12", 2_299_456)]
    [InlineData("mixphm phm_rank=24", 2_471_488)]
    [InlineData("mixphm bottleneck=192", 1_000_000)]
    [InlineData("mixphm hypercomplex_division=16", 878_080)]
    [InlineData("kronecker-low_rank-own_rule", 1_370_112)]
    public void Sweeps_are_the_published_counts(string method, long trainable)
    {
        var called = Invocation.Of("params", "--sweep", "--backbone", "vl-t5-base", "--method", method, "--json");
        using var json = JsonDocument.Parse(called.Output);
        var row = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal((trainable, trainable), (row.GetProperty("trainable").GetInt64(), row.GetProperty("closed_form").GetInt64()));
    }
}
