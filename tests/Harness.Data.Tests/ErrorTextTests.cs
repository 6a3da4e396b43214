using Harness.Data.Files;

namespace Harness.Data.Tests;

public class ErrorTextTests
{
    private const string Said = "shape '[2, 2]' is invalid for input of size 3";

    [Theory]
    [InlineData(Said, Said)]
    [InlineData(
        Said
            + "\nException raised from infer_size at /build/ATen/InferSize.h:55 (most recent call first):\nframe #0: c10::Error::Error() + 0x80 (0x7f in /a/libc10.so)",
        Said
    )]
    [InlineData(
        "not enough memory\nframe #0: c10::Error::Error() + 0x80 (0x7f in /a/libc10.so)\nframe #1: main",
        "not enough memory"
    )]
    [InlineData("two\nlines", "two\nlines")]
    public void NativeCallsAreLeftOut(string message, string said) =>
        Assert.Equal(said, ErrorText.Of(new InvalidOperationException(message)));

    [Fact]
    public void AMessageBecomesOneLine() =>
        Assert.Equal("two lines", ErrorText.OneLine(new InvalidOperationException("two\r\nlines\n")));
}
