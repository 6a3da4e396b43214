using Harness.Data.Tests.Text;
using Harness.Parity.Text;

namespace Harness.Backbones.Tests.Parity.Text;

public sealed class ClipTokenizerTests
{
    private static readonly ClipTokenizer Clip = new(TextGoldens.ClipLike.Value);

    [Fact]
    public void Text_is_lower_case_and_words_are_one_space_apart_when_decoded()
    {
        var ids = Clip.Frame.Around(Clip, "The  KITE").Ids.Select(i => (long)i).ToList();
        Assert.Equal("the kite", Clip.Decode(ids, skipSpecial: true));
        Assert.Equal("the kite", Clip.Decode(Clip.Encode("The  KITE").Select(i => (long)i)));
    }

    [Fact]
    public void Special_tokens_count_only_as_published()
    {
        Assert.Equal(Clip.EndId, Assert.Single(Clip.Tokenize("<|endoftext|>")));
        Assert.True(Clip.Tokenize("<|ENDOFTEXT|>").Count > 1);
    }

    [Fact]
    public void A_text_is_padded_with_the_end_token()
    {
        var framed = Clip.Frame.Around(Clip, "kite", padTo: 5);
        Assert.Equal([1, 1, 1, 0, 0], framed.AttentionMask);
        Assert.Equal([1, 0, 1, 1, 1], framed.SpecialTokensMask);
        Assert.Equal(Clip.EndId, framed.Ids[^1]);
    }

    [Fact]
    public void The_dotted_capital_i_becomes_two_characters() => Assert.Equal("i\u0307", ClipNormaliser.Normalise("\u0130"));

    [Theory]
    [InlineData("a \u0301\t b", "a \u0301 b")]
    [InlineData("E\u0301", "\u00e9")]
    public void Text_is_composed_and_single_spaced(string text, string expected) =>
        Assert.Equal(expected, ClipNormaliser.Normalise(text));
}
