using Harness.Parity.Text.Unicode;

namespace Harness.Backbones.Tests.Parity.Text.Unicode;

public sealed class NfcTests
{
    [Theory]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("a\u0323\u0302", "\u1ead")]
    [InlineData("a\u0302\u0323", "\u1ead")]
    [InlineData("a\u0301\u0301", "\u00e1\u0301")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\uac01\u11a8", "\uac01\u11a8")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\ufb01", "\ufb01")]
    public void Marks_compose_as_the_standard_says(string text, string expected) => Assert.Equal(expected, Nfc.Normalise(text));
}
