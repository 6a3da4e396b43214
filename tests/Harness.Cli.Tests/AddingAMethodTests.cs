using System.Text.RegularExpressions;
using Harness.Data.Packages;

namespace Harness.Cli.Tests;

/// <summary>
/// docs/adding-a-method.md, performed: its files are written to a new folder, built, and every command that it shows is typed there. Budget: a
/// minute; only the numbers of steps and test questions are made smaller.
/// </summary>
public partial class AddingAMethodTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/adding-a-method.md"))
        .ReplaceLineEndings("\n");

    [Fact]
    public async Task The_guide_leads_from_a_class_to_a_row_of_the_paper_s_table()
    {
        var folder = Directory.CreateTempSubdirectory("method").FullName;
        try
        {
            foreach (Match file in NamedFile().Matches(Page))
                File.WriteAllText(Path.Combine(folder, file.Groups[1].Value), Fewer(file.Groups[0].Value));
            await Type(folder, "dotnet", ["build", "-c", "Release", "-o", "bin", $"-p:Harness={Repository.Root}", "-v", "q"]);
            var said = new List<string>();
            foreach (Match command in Command().Matches(Page))
                said.Add(
                    await Type(
                        folder,
                        "dotnet",
                        [typeof(CommandLine).Assembly.Location, .. command.Groups[1].Value.Trim().Split(' ')]
                    )
                );
            Assert.Equal(5, said.Count);
            Assert.Matches("[1-9][0-9]* laws hold, 0 do not", said[0]);
            Assert.Contains("stretch", said[1]);
            Assert.DoesNotContain("DIFFERS", said[1]);
            Assert.Contains("4 of 4 runs", said[3]);
            var table = File.ReadAllLines(Path.Combine(folder, "report/proxy/tables/main-stamp-scenes.md"));
            Assert.Single(table, row => row.StartsWith("| stretch | 480 |", StringComparison.Ordinal));
            Assert.Single(table, row => row.StartsWith("| MixPHM |", StringComparison.Ordinal));
            Assert.Contains(
                Directory.GetDirectories(Path.Combine(folder, "results/runs")),
                run => File.Exists(Path.Combine(run, "adapter.safetensors"))
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What stands in a block whose first line names a file.
    private static string Fewer(string text) =>
        FileHead()
            .Replace(text, "")
            .Replace("```", "")
            .Replace("max_steps: 150", "max_steps: 4")
            .Replace("max_steps: 300", "max_steps: 4")
            .Replace("test_limit: 1000", "test_limit: 20");

    private static async Task<string> Type(string folder, string program, IEnumerable<string> arguments)
    {
        var ended = await ExternalProgram.Run(
            program,
            arguments,
            folder,
            TimeSpan.FromMinutes(5),
            TestContext.Current.CancellationToken
        );
        Assert.True(ended.Code == 0, $"{string.Join(' ', arguments.Skip(1))}: {ended.Output} {ended.Errors}");
        return ended.Output;
    }

    [GeneratedRegex(@"```[a-z]+\n(?://|<!--|#) (\w+\.\w+)(?: -->)?\n.*?```", RegexOptions.Singleline)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"^```[a-z]+\n[^\n]*\n")]
    private static partial Regex FileHead();

    [GeneratedRegex(@"^\./harness ((?:check|params|run|sweep|report) [^#\n]*)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
