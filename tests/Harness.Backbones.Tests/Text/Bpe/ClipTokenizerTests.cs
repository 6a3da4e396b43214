namespace Harness.Backbones.Tests.Text.Bpe;

public sealed class ClipTokenizerTests
{
    private static readonly ClipTokenizer Clip = new(TextGoldens.ClipLike.Value);

    [Fact]
    public void Offsets_reach_through_normalisation()
    {
        const string text = "The  KITE e\u0301";
        var tokens = Clip.Tokenize(text);
        Assert.Equal("The", text[tokens[0].Start..tokens[0].End]);
        Assert.Equal("KITE", text[tokens[1].Start..tokens[1].End]);
        Assert.Equal((10, 12), (tokens[^1].Start, tokens[^1].End));
    }

    [Fact]
    public void Text_is_lower_case_and_words_are_one_space_apart_when_decoded()
    {
        var ids = Clip.Prepare("The  KITE").Ids.Select(i => (long)i).ToList();
        Assert.Equal("the kite", Clip.Decode(ids, skipSpecial: true));
        Assert.Equal("the kite", Clip.Decode(Clip.Encode("The  KITE").Select(i => (long)i)));
    }

    [Fact]
    public void Special_tokens_count_only_as_published()
    {
        Assert.Equal(Clip.EndId, Assert.Single(Clip.Tokenize("<|endoftext|>")).Id);
        Assert.True(Clip.Tokenize("<|ENDOFTEXT|>").Count > 1);
    }

    [Fact]
    public void A_text_is_padded_with_the_end_token()
    {
        var prepared = Clip.Prepare("kite", padTo: 5);
        Assert.Equal([1, 1, 1, 0, 0], prepared.AttentionMask);
        Assert.Equal([1, 0, 1, 1, 1], prepared.SpecialTokensMask);
        Assert.Equal(Clip.EndId, prepared.Ids[^1]);
    }

    [Fact]
    public void The_dotted_capital_i_becomes_two_characters() =>
        Assert.Equal("i\u0307", string.Concat(ClipNormaliser.Normalise(TracedRune.Read("\u0130", 0, 1)).Select(r => r.Rune.ToString())));
}
