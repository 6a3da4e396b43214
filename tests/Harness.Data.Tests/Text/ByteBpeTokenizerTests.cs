using Harness.Data.Files;
using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

public sealed class ByteBpeTokenizerTests
{
    private static readonly ByteBpeTokenizer Gpt2 = new(TextGoldens.Gpt2Like.Value, ByteBpeConvention.Gpt2);
    private static readonly ByteBpeTokenizer Roberta = new(
        TextGoldens.RobertaLike.Value,
        ByteBpeConvention.Roberta,
        addPrefixSpace: true
    );

    [Theory]
    [InlineData("a dog's caf\u00e9 \U0001f600\n\t ")]
    [InlineData("<mask>\u0120\u2581")]
    [InlineData("")]
    public void Decoding_gives_the_text_back(string text) =>
        Assert.Equal(text, Gpt2.Decode(Gpt2.Tokenize(text).Select(id => (long)id), skipSpecial: false));

    [Fact]
    public void A_space_goes_before_each_stretch_and_a_mask_swallows_what_is_before_it() =>
        Assert.Equal(
            ["\u0120the", "\u0120bus", "<mask>", "\u0120is"],
            Roberta.Tokenize("the bus <mask>is").Select(id => Roberta.TokenOf(id))
        );

    [Fact]
    public void Ids_end_in_the_end_token_and_text_gives_way()
    {
        Assert.Equal(Gpt2.EndId, Gpt2.Encode("the bus")[^1]);
        Assert.Equal([.. Gpt2.Encode("the bus is")[..2], Gpt2.EndId], Gpt2.Encode("the bus is", maxLength: 3));
        Assert.Equal("the bus", Gpt2.Decode([.. Gpt2.Encode("the bus").Select(i => (long)i), 5, 6]));
    }

    [Fact]
    public void A_vocabulary_without_a_special_token_is_refused()
    {
        var error = Assert.Throws<BadFileException>(() =>
            new ByteBpeTokenizer(TextGoldens.Gpt2Like.Value, ByteBpeConvention.Roberta)
        );
        Assert.Contains("'<s>'", error.Message);
        Assert.Contains("bytebpe.gpt2.vocab.json", error.Message);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_replacement_character() =>
        Assert.Equal("a\ufffdb", Gpt2.Decode(Gpt2.Tokenize("a\ud83db").Select(id => (long)id), skipSpecial: false));
}
