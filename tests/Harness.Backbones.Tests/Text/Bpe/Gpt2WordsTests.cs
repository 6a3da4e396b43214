using System.Runtime.InteropServices;

namespace Harness.Backbones.Tests.Text.Bpe;

public sealed class Gpt2WordsTests
{
    [Theory]
    [InlineData("it's  a dog!", "it|'s| | a| dog|!")]
    [InlineData("'ll 'x", "'ll| '|x")]
    [InlineData("a \n\n b  ", "a| \n\n| b|  ")]
    [InlineData("\U0001d407\U0001d41e1\u00bd\U0001f600", "\U0001d407\U0001d41e|1\u00bd|\U0001f600")]
    [InlineData("x\u001cy", "x|\u001c|y")]
    [InlineData(" ", " ")]
    public void Text_is_cut_over_whole_characters(string text, string expected)
    {
        var runes = TracedRune.Read(text, 0, text.Length);
        var words = Gpt2Words.Split(CollectionsMarshal.AsSpan(runes)).Select(w => text[runes[w.From].Start..runes[w.To - 1].End]);
        Assert.Equal(expected, string.Join('|', words));
    }
}
