using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

public sealed class SpecialTokensTests
{
    private static readonly SpecialTokens Specials = new([
        new("<a>", 1),
        new("<a><b>", 2),
        new("<m>", 3, TakesSpaceBefore: true),
    ]);

    [Theory]
    [InlineData("", "")]
    [InlineData("x<a>y", "x|<a>=1|y")]
    [InlineData("<a><b><a>", "<a><b>=2|<a>=1")]
    [InlineData("x \t<m> y", "x| \t<m>=3| y")]
    [InlineData("<a> <m>", "<a>=1| <m>=3")]
    [InlineData("<A> <a", "<A> <a")]
    public void Texts_are_cut_at_the_longest_token(string text, string expected) =>
        Assert.Equal(
            expected,
            string.Join('|', Specials.Split(text).Select(s => text[s.Start..s.End] + (s.Special is { } t ? $"={t.Id}" : "")))
        );
}
