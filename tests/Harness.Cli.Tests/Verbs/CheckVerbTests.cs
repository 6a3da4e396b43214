using System.Text.Json;

namespace Harness.Cli.Tests.Verbs;

public class CheckVerbTests
{
    [Fact]
    public void Json_has_the_documented_keys()
    {
        var called = Invocation.Of("check", "--filter", "kronecker", "--cases", "3", "--json");
        Assert.Equal(0, called.Code);
        using var json = JsonDocument.Parse(called.Output);
        Assert.NotEqual(0, json.RootElement.GetArrayLength());
        Assert.All(
            json.RootElement.EnumerateArray(),
            law =>
            {
                foreach (var key in (string[])["id", "statement", "cases", "outcome", "distribution", "replay"])
                    Assert.True(law.TryGetProperty(key, out _), key);
            }
        );
    }

    [Fact]
    public void A_filter_that_fits_no_law_is_bad_usage() =>
        Assert.Equal(2, Invocation.Of("check", "--filter", "no such law").Code);
}
