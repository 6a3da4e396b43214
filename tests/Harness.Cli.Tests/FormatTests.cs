using Harness.Data.Packages;

namespace Harness.Cli.Tests;

/// <summary>Sources look as the pinned formatters write them; <c>dotnet csharpier format .</c> and <c>dotnet fantomas .</c> mend it.</summary>
public class FormatTests
{
    private static readonly Lazy<Task<ProgramResult>> restored = new(() =>
        ExternalProgram.Run("dotnet", ["tool", "restore"], Repository.Root)
    );

    [Theory]
    [InlineData("csharpier", "check", ".")]
    [InlineData("fantomas", "--check", "fsharp", "tests")]
    public async Task Sources_are_formatted(params string[] tool)
    {
        var tools = await restored.Value;
        Assert.True(tools.Code == 0, tools.Output + tools.Errors);
        var found = await ExternalProgram.Run("dotnet", tool, Repository.Root, token: TestContext.Current.CancellationToken);
        Assert.True(found.Code == 0, found.Output + found.Errors);
    }
}
