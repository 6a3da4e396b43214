using System.Text;

namespace Harness.Backbones.Tests.Text.Bpe;

public sealed class BpeMergerTests
{
    private static readonly BpeVocabulary Vocabulary = BpeVocabulary.Parse(
        "v", """{"a": 0, "b": 1, "c": 2, "bc": 3, "ab": 4, "aa": 5, "aaa": 6, "abc": 7}"""u8.ToArray(), "m", "#version: 0.2\nb c\na b\na a\naa a\na bc\n"u8.ToArray());

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("abab", "ab ab")]
    [InlineData("aaaaa", "aa aaa")]
    [InlineData("c", "c")]
    public void The_earliest_merge_goes_first_and_the_leftmost_of_equals(string word, string expected)
    {
        var tokens = BpeMerger.Merge(Vocabulary, [.. word.Select(c => c - 'a')]);
        Assert.Equal(expected, string.Join(' ', tokens.Select(t => Vocabulary.TokenOf(t.Id))));
        Assert.Equal(expected, string.Join(' ', tokens.Select(t => word[t.From..t.To])));
    }

    [Fact]
    public void A_word_of_a_hundred_thousand_letters_takes_no_noticeable_time() =>
        Assert.Equal(100_000, BpeMerger.Merge(Vocabulary, new int[100_000]).Sum(t => t.To - t.From));

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
        var error = Assert.Throws<CheckpointException>(() => BpeVocabulary.Parse("vocab.json", Encoding.UTF8.GetBytes(vocab), "merges.txt", Encoding.UTF8.GetBytes(merges)));
        Assert.Contains(says, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
