using Harness.Data.Files;

namespace Harness.Data.Tests;

public class UserErrorExceptionTests
{
    [Fact]
    public void MessageStaysOneLine()
    {
        var error = new UserErrorException("first\nsecond\r\nthird", UserErrorException.Missing);
        Assert.Equal("first second third", error.Message);
        Assert.Equal(3, error.ExitCode);
    }
}
