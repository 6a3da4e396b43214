namespace Harness.Backbones.Tests.Text.SentencePiece;

public sealed class T5TokenizerTests
{
    private static readonly T5Tokenizer T5 = new(TextGoldens.T5Model.Value);

    [Fact]
    public void Sentinels_and_regions_count_backwards()
    {
        var vl = new T5Tokenizer(TextGoldens.T5Model.Value, extraIds: 100, visExtraIds: 36);
        Assert.Equal(536, vl.VocabSize);
        Assert.True(vl.TryGetId("<vis_extra_id_0>", out var region));
        Assert.True(vl.TryGetId("<extra_id_0>", out var sentinel));
        Assert.Equal((535, 499), (region, sentinel));
        Assert.Equal("<vis_extra_id_35>", vl.TokenOf(500));
        Assert.Null(vl.TokenOf(536));
        Assert.Equal(535, vl.Tokenize("a <vis_extra_id_0> dog")[1].Id);
    }

    [Fact]
    public void Ids_end_and_text_gives_way()
    {
        Assert.Equal([.. T5.Encode("a brown horse")[..2], T5.EndId], T5.Encode("a brown horse", maxLength: 3));
        Assert.Equal("a brown horse", T5.Decode([0, .. T5.Encode("a brown horse").Select(i => (long)i), 3, 3]));
    }

    [Fact]
    public void Offsets_reach_through_normalisation()
    {
        const string text = "a  \ud835\udc07ello\u2026 <extra_id_0> horse";
        var tokens = T5.Tokenize(text);
        Assert.Equal((0, 1), (tokens[0].Start, tokens[0].End));
        // The space before a word belongs to its first token, both of them where there are two.
        Assert.Equal((1, 5), (tokens[1].Start, tokens[1].End));
        Assert.Equal("horse", text[tokens[^1].Start..tokens[^1].End]);
        Assert.Equal("<extra_id_0>", text[tokens[^2].Start..tokens[^2].End]);
    }

    [Fact]
    public void Ids_beyond_the_vocabulary_stand_for_nothing() => Assert.Equal("a", T5.Decode([T5.Encode("a")[0], 32_000, long.MaxValue], skipSpecial: true));
}
