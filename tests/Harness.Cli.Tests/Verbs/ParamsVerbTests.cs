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
}
