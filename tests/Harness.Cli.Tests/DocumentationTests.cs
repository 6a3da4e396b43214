using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Harness.Cli.Tests;

/// <summary>What README and docs show is what is committed, what they link to is there, and what they tell to type works.</summary>
public partial class DocumentationTests
{
    public static TheoryData<string> Pages =>
        [
            "README.md",
            .. Directory
                .GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                .Select(file => Path.GetRelativePath(Repository.Root, file))
                .Order(StringComparer.Ordinal),
        ];

    private static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    [Theory]
    [InlineData("README.md", "paper/mixphm/proxy/tables/main-stamp-scenes.md")]
    [InlineData("docs/reproduced.md", "paper/routing/proxy/tables/main-stamp-scenes.md")]
    public void A_table_of_a_page_is_the_committed_one(string page, string table)
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, table)).Where(l => l.StartsWith('|')).ToList();
        Assert.True(rows.Count > 6);
        Assert.Contains(string.Join('\n', rows), Text(page));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_that_a_page_links_to_exists(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var links = Link().Matches(Text(page)).Select(m => m.Groups[1].Value).ToList();
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(folder, link)), link));
    }

    [Fact]
    public void Every_page_of_the_documentation_is_linked_from_the_README() =>
        Assert.All(Pages.Skip(1), page => Assert.Contains($"]({page.Data})", Text("README.md")));

    public static TheoryData<string> Commands =>
        [
            .. Pages
                .SelectMany(page => Shell().Matches(Text(page.Data)).SelectMany(block => block.Groups[1].Value.Split('\n')))
                .Where(line => line.StartsWith("./harness ", StringComparison.Ordinal))
                .Select(line => line["./harness ".Length..].Split(" # ")[0].Trim())
                .Distinct(),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_command_line_takes_every_command_of_a_page(string command)
    {
        var parsed = CommandLine.Root().Parse([.. CommandLineParser.SplitCommandLine(command)]);
        Assert.Empty(parsed.Errors.Select(e => e.Message));
    }

    // What only reads and takes seconds. Notebooks, reports, runs, benches and own methods have tests of their own; the rest needs hours, a GPU or a cluster.
    public static TheoryData<string> QuickCommands =>
        [
            .. Commands
                .Select(c => c.Data)
                .Where(c => Quick().IsMatch(c) && !c.Contains("--executor") && !c.Contains("method.assembly")),
        ];

    [Theory]
    [MemberData(nameof(QuickCommands))]
    public void Commands_that_take_seconds_do_what_the_page_says(string command)
    {
        var before = Environment.CurrentDirectory;
        var called = Invocation.Of([.. CommandLineParser.SplitCommandLine(command)]);
        Assert.True(called.Code == 0, called.Errors);
        Assert.NotEmpty(called.Output);
        Assert.Equal(before, Environment.CurrentDirectory);
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex("^(--help|params|claims|doctor|data (list|card)|run .*--show|sweep .*--dry-run)")]
    private static partial Regex Quick();
}
