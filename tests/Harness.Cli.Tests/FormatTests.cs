using Harness.Data.Packages;

namespace Harness.Cli.Tests;

/// <summary>Sources look as the pinned formatters write them; <c>dotnet csharpier format .</c> and <c>dotnet fantomas .</c> mend it.</summary>
public class FormatTests
{
    [Theory]
    [InlineData("csharpier", "check", ".")]
    [InlineData("fantomas", "--check", "fsharp", "tests")]
    public async Task Sources_are_formatted(params string[] tool)
    {
        var token = TestContext.Current.CancellationToken;
        var restored = await ExternalProgram.Run("dotnet", ["tool", "restore"], Repository.Root, token: token);
        Assert.True(restored.Code == 0, restored.Output + restored.Errors);
        var found = await ExternalProgram.Run("dotnet", tool, Repository.Root, token: token);
        Assert.True(found.Code == 0, found.Output + found.Errors);
    }
}
