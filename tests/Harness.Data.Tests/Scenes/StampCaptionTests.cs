using Harness.Data.Scenes;

namespace Harness.Data.Tests.Scenes;

public class StampCaptionTests
{
    [Theory]
    [InlineData("A zebra.", "zebra")]
    [InlineData("An owl.", "owl")]
    [InlineData("The Sun.", "sun")]
    [InlineData("A great blue heron.", "heron")]
    [InlineData("A “Granny Smith” apple.", "apple")]
    [InlineData("A White Star Petunia.", "petunia")]
    public void LastWordIsTheName(string sentence, string expected) => Assert.Equal(expected, StampCaption.Head(sentence));

    [Theory]
    [InlineData("A glass of water.")]
    [InlineData("A sea lion.")]
    [InlineData("An apple core.")]
    [InlineData("A VW Beetle.")]
    [InlineData("A long sentence about some zebra.")]
    [InlineData("Zebra.")]
    [InlineData("A zebra")]
    [InlineData("A zebra. It is striped.")]
    [InlineData("A ginger 'root'.")]
    [InlineData("")]
    public void OthersNameNothing(string sentence) => Assert.Null(StampCaption.Head(sentence));
}
