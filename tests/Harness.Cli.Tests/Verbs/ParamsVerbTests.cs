using System.Text.Json;
using Harness.Backbones.Counting;

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
        Assert.All(
            json.RootElement.EnumerateArray(),
            row =>
            {
                Assert.Equal(row.GetProperty("closed_form").GetInt64(), row.GetProperty("trainable").GetInt64());
                Assert.Equal(JsonValueKind.Null, row.GetProperty("printed").ValueKind);
            }
        );
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
    [InlineData("roberta-base-head-1", "lora-r64", 4_820_793)]
    [InlineData("roberta-large-head-2", "adapter-r128", 21_251_129)]
    [InlineData("clip-bart-base", "single-compacter-vllora", 3_870_240)]
    [InlineData("x-vlm", "adamix", 4_442_112)]
    public void Heads_and_models_that_are_not_built_are_counted(string backbone, string method, long trainable)
    {
        using var json = JsonDocument.Parse(Invocation.Of("params", "--backbone", backbone, "--method", method, "--json").Output);
        var row = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            (trainable, trainable),
            (row.GetProperty("trainable").GetInt64(), row.GetProperty("closed_form").GetInt64())
        );
    }

    /// <summary>The whole list, in which no weight is allocated: a single backbone would need hundreds of megabytes.</summary>
    [Fact]
    public void Every_row_agrees_with_its_formula_and_with_the_reference_file()
    {
        var called = Invocation.Of("params", "--json");
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        var rows = json
            .RootElement.EnumerateArray()
            .ToDictionary(
                r => (r.GetProperty("backbone").GetString()!, r.GetProperty("method").GetString()!),
                r => r.GetProperty("trainable").GetInt64()
            );
        Assert.Equal(
            ["vl-t5-base", "roberta-base", "roberta-large", "gpt2", "gpt2-medium", "clip-bart-base", "bart-base"],
            rows.Keys.Select(k => k.Item1).Distinct().Where(b => !b.Contains("head") && !b.StartsWith("vit"))
        );
        foreach (
            var cells in File.ReadLines(Path.Combine(Repository.Root, "paper", "routing", "reference", "parameters.csv"))
                .Skip(1)
                .Select(l => l.Split(','))
        )
            Assert.Equal(long.Parse(cells[2]), rows[(cells[0], cells[1])]);
        Assert.All(
            CountedBackbone.All,
            b => Assert.All(b.Build().Root.parameters(), p => Assert.Equal(TorchSharp.DeviceType.META, p.device_type))
        );
    }

    [Fact]
    public void A_backbone_may_be_named_by_what_its_name_begins_with()
    {
        using var json = JsonDocument.Parse(
            Invocation.Of("params", "--backbone", "clip-bart", "--method", "single-lora", "--json").Output
        );
        Assert.Equal("clip-bart-base", Assert.Single(json.RootElement.EnumerateArray()).GetProperty("backbone").GetString());
    }

    [Fact]
    public void A_method_may_be_named_by_what_its_rows_begin_with()
    {
        using var json = JsonDocument.Parse(
            Invocation.Of("params", "--backbone", "gpt2", "--method", "adapter", "--json").Output
        );
        Assert.Equal(5, json.RootElement.GetArrayLength());
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
        Assert.Equal(
            (trainable, trainable),
            (row.GetProperty("trainable").GetInt64(), row.GetProperty("closed_form").GetInt64())
        );
    }
}
