using Harness.Data.Text;

namespace Harness.Data.Tests.Text;

public sealed class WordPatternTests
{
    [Theory]
    [InlineData("it's  a dog!", "it|'s| | a| dog|!")]
    [InlineData("'ll 'x", "'ll| '|x")]
    [InlineData("a \n\n b  ", "a| \n\n| b|  ")]
    [InlineData("\U0001d407\U0001d41e1\u00bd\U0001f600", "\U0001d407\U0001d41e|1\u00bd|\U0001f600")]
    [InlineData("'\U0001d42c \U0001d7cf2\U0001d407", "'|\U0001d42c| \U0001d7cf2|\U0001d407")]
    [InlineData("x\u001cy", "x|\u001c|y")]
    [InlineData(" ", " ")]
    public void Text_is_cut_over_whole_characters(string text, string expected) =>
        Assert.Equal(expected.Split('|'), WordPattern.Gpt2.PreTokenize(text).Select(w => text.Substring(w.Offset, w.Length)));
}
