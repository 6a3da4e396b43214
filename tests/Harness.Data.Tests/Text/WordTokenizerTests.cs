using Harness.Data.Files;
using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

public sealed class WordTokenizerTests : IDisposable
{
    private static readonly WordTokenizer Tokenizer = new(
        WordVocabulary.Build(["what", "is", "the", "fox", "?", "2", "t-shirt"], sentinels: 2, regions: 3)
    );
    private readonly string folder = Directory.CreateTempSubdirectory("words").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Ids_are_those_of_the_published_order()
    {
        Assert.Equal(15, Tokenizer.VocabSize);
        Assert.Equal((0, 1), (Tokenizer.PadId, Tokenizer.EndId));
        Assert.Equal(14, Tokenizer.Vocabulary.Region(0));
        Assert.Equal(12, Tokenizer.Vocabulary.Region(2));
        Assert.Equal(11, Tokenizer.Vocabulary.Sentinel(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Vocabulary.Region(3));
    }

    [Theory]
    [InlineData("What is  the FOX?", new[] { 3, 4, 5, 6, 7, 1 })]
    [InlineData("the t-shirt is <extra_id_0> <vis_extra_id_2>?", new[] { 5, 9, 4, 11, 12, 7, 1 })]
    [InlineData("the zebra", new[] { 5, 2, 1 })]
    [InlineData("", new[] { 1 })]
    public void Text_becomes_ids(string text, int[] ids) => Assert.Equal(ids, Tokenizer.Encode(text));

    [Fact]
    public void A_long_text_gives_way_to_the_end_token() =>
        Assert.Equal([3, 4, 1], Tokenizer.Encode("what is the fox", maxLength: 3));

    [Fact]
    public void Ids_become_text_up_to_the_end() => Assert.Equal("the fox", Tokenizer.Decode([0, 5, 6, 1, 7, 7]));

    [Fact]
    public void A_saved_vocabulary_is_read_back()
    {
        var path = Path.Combine(folder, "vocab.txt");
        Tokenizer.Vocabulary.Save(path);
        var read = WordVocabulary.Load(path);
        Assert.Equal(Tokenizer.Vocabulary.Tokens, read.Tokens);
        Assert.Equal((2, 3), (read.Sentinels, read.Regions));
    }

    [Theory]
    [InlineData("<pad>\n</s>\nfox\n", "first tokens")]
    [InlineData("<pad>\n</s>\n<unk>\nfox\nfox\n", "twice")]
    [InlineData("<pad>\n</s>\n<unk>\n<vis_extra_id_0>\nfox\n", "at the end")]
    [InlineData("<pad>\n</s>\n<unk>\na b\n", "white space")]
    public void A_wrong_file_is_one_line(string text, string says)
    {
        var path = Path.Combine(folder, "bad.txt");
        File.WriteAllText(path, text);
        var error = Assert.Throws<BadFileException>(() => WordVocabulary.Load(path));
        Assert.Contains(says, error.Message);
        Assert.Contains(path, error.Message);
    }
}
