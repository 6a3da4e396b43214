using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

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
        Assert.Equal(535, vl.Tokenize("a <vis_extra_id_0> dog")[1]);
    }

    [Fact]
    public void Ids_end_and_text_gives_way()
    {
        Assert.Equal([.. T5.Encode("a brown horse")[..2], T5.EndId], T5.Encode("a brown horse", maxLength: 3));
        Assert.Equal("a brown horse", T5.Decode([0, .. T5.Encode("a brown horse").Select(i => (long)i), 3, 3]));
    }

    [Fact]
    public void Text_around_a_special_token_is_segmented_by_itself() =>
        Assert.Equal([.. T5.Tokenize("a"), 499, .. T5.Tokenize("horse")], T5.Tokenize("a <extra_id_0>horse\u0085"));

    [Fact]
    public void Ids_beyond_the_vocabulary_stand_for_nothing() =>
        Assert.Equal("a", T5.Decode([T5.Encode("a")[0], 32_000, long.MaxValue], skipSpecial: true));
}
