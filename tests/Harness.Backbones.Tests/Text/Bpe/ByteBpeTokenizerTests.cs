namespace Harness.Backbones.Tests.Text.Bpe;

public sealed class ByteBpeTokenizerTests
{
    private static readonly ByteBpeTokenizer Gpt2 = new(TextGoldens.Gpt2Like.Value, ByteBpeConvention.Gpt2);
    private static readonly ByteBpeTokenizer Roberta = new(TextGoldens.RobertaLike.Value, ByteBpeConvention.Roberta, addPrefixSpace: true);

    [Theory]
    [InlineData("a dog's caf\u00e9 \U0001f600\n\t ")]
    [InlineData("<mask>\u0120\u2581")]
    [InlineData("")]
    public void Decoding_gives_the_text_back(string text) =>
        Assert.Equal(text, Gpt2.Decode(Gpt2.Tokenize(text).Select(t => (long)t.Id), skipSpecial: false));

    [Fact]
    public void Offsets_point_into_the_text()
    {
        const string text = "the \U0001f600 <|endoftext|> bus";
        var tokens = Gpt2.Tokenize(text);
        Assert.Equal("the", text[tokens[0].Start..tokens[0].End]);
        // The character's bytes are several tokens; each of them covers the whole character.
        Assert.Equal([(4, 6), (4, 6), (4, 6), (4, 6)], tokens.SkipWhile(t => t.Text != "\u00f0").Take(4).Select(t => (t.Start, t.End)));
        var special = Assert.Single(tokens, t => t.Text == "<|endoftext|>");
        Assert.Equal("<|endoftext|>", text[special.Start..special.End]);
        Assert.Equal(" bus", text[tokens[^1].Start..tokens[^1].End]);
    }

    [Fact]
    public void Robertas_offsets_leave_spaces_out()
    {
        const string text = "the bus <mask> is";
        var tokens = Roberta.Tokenize(text);
        Assert.Equal(["the", "bus", " <mask>", "is"], tokens.Select(t => text[t.Start..t.End]));
        Assert.Equal("\u0120the", tokens[0].Text);
    }

    [Fact]
    public void Ids_end_in_the_end_token_and_text_gives_way()
    {
        Assert.Equal(Gpt2.EndId, Gpt2.Encode("the bus")[^1]);
        Assert.Equal([.. Gpt2.Encode("the bus is")[..2], Gpt2.EndId], Gpt2.Encode("the bus is", maxLength: 3));
        Assert.Equal("the bus", Gpt2.Decode([.. Gpt2.Encode("the bus").Select(i => (long)i), 5, 6]));
    }

    [Fact]
    public void A_frame_needs_room()
    {
        Assert.Empty(Roberta.Tokenize(""));
        Assert.Equal(2, Roberta.Prepare("the bus", maxLength: 2).Ids.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Roberta.Prepare("the", "bus", maxLength: 3));
    }

    [Fact]
    public void A_vocabulary_without_a_special_token_is_refused()
    {
        var error = Assert.Throws<CheckpointException>(() => new ByteBpeTokenizer(TextGoldens.Gpt2Like.Value, ByteBpeConvention.Roberta));
        Assert.Contains("'<s>'", error.Message);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_replacement_character() =>
        Assert.Equal("a\ufffdb", Gpt2.Decode(Gpt2.Tokenize("a\ud83db").Select(t => (long)t.Id), skipSpecial: false));
}
