using System.Text;
using Harness.Data.Files;
using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

public sealed class BpeVocabularyTests
{
    private static readonly BpeVocabulary Vocabulary = BpeVocabulary.Parse(
        "v",
        """{"a": 0, "b": 1, "c": 2, "bc": 3, "ab": 4, "aa": 5, "aaa": 6, "abc": 7, "?": 8}"""u8.ToArray(),
        "m",
        "#version: 0.2\nb c\na b\na a\naa a\na bc\n"u8.ToArray()
    );

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("abab", "ab ab")]
    [InlineData("aaaaa", "aa aaa")]
    [InlineData("c", "c")]
    [InlineData("xab", "? ab")]
    public void The_earliest_merge_goes_first_and_the_leftmost_of_equals(string word, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ids(Vocabulary, word).Select(id => Vocabulary.TokenOf(id))));

    [Fact]
    public void A_pair_listed_again_keeps_its_later_rank()
    {
        var again = BpeVocabulary.Parse(
            "v",
            """{"a": 0, "b": 1, "c": 2, "bc": 3, "ab": 4, "?": 5}"""u8.ToArray(),
            "m",
            "b c\na b\nb c\n"u8.ToArray()
        );
        Assert.Equal([4, 2], Ids(again, "abc"));
    }

    [Fact]
    public void A_word_of_ten_thousand_letters_takes_no_noticeable_time() =>
        Assert.Equal(5_000, Ids(Vocabulary, new string('a', 10_000)).Count);

    [Theory]
    [InlineData("[1]", "a b", "JSON object")]
    [InlineData("{\"a\": -1}", "", "whole numbers")]
    [InlineData("{\"a\": 1, \"a\": 2}", "", "twice")]
    [InlineData("{\"a\": 1, \"b\": 1}", "", "same id")]
    [InlineData("{\"\\ud800\": 1}", "", "JSON object")]
    [InlineData("{\"a\": 1", "", "JSON object")]
    [InlineData("{\"a\": 1}", "#version\na a a", "line 2")]
    [InlineData("{\"a\": 1, \"b\": 2}", "a b", "no 'ab'")]
    public void A_wrong_file_is_one_line(string vocab, string merges, string says)
    {
        var error = Assert.Throws<BadFileException>(() =>
            BpeVocabulary.Parse("vocab.json", Encoding.UTF8.GetBytes(vocab), "merges.txt", Encoding.UTF8.GetBytes(merges))
        );
        Assert.Contains(says, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static IReadOnlyList<int> Ids(BpeVocabulary vocabulary, string word) =>
        vocabulary.Merger(WordPattern.Gpt2, "?").EncodeToIds(word);
}
