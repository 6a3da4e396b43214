using Harness.Cli.Progress;

namespace Harness.Cli.Tests;

public class WordingTests
{
    [Theory]
    [InlineData(0.2, "under 1 s")]
    [InlineData(42, "42 s")]
    [InlineData(125, "2 min")]
    [InlineData(9000, "2.5 h")]
    public void Durations_are_short(double seconds, string expected) =>
        Assert.Equal(expected, Wording.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_plan_says_what_is_stored_and_what_is_to_do()
    {
        Assert.Equal("36 runs, all stored already.", Wording.Planned(36, 0, 0, default));
        Assert.Equal(
            "36 runs: 30 stored already, 6 to make with 2 workers, about 42 s.",
            Wording.Planned(30, 6, 2, TimeSpan.FromSeconds(42))
        );
    }
}
