using Harness.Cli;

namespace Harness.Cli.Tests;

/// <summary>What the README shows is what is committed, and what it tells to type exists.</summary>
public class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Its_table_is_the_committed_one()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "paper/mixphm/tables/main-stamp-scenes.md"))
            .Where(l => l.StartsWith('|'))
            .ToList();
        Assert.True(rows.Count > 6);
        Assert.Contains(string.Join('\n', rows), Readme.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_file_that_it_links_to_exists()
    {
        var links = System
            .Text.RegularExpressions.Regex.Matches(Readme, @"\]\((?!https?:)([^)#]+)\)")
            .Select(m => m.Groups[1].Value)
            .ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Repository.Root, link)), link));
    }

    [Fact]
    public void Every_verb_that_it_names_is_there()
    {
        var verbs = System
            .Text.RegularExpressions.Regex.Matches(Readme, @"\./harness ([a-z]+)")
            .Select(m => m.Groups[1].Value)
            .Distinct()
            .ToList();
        Assert.True(verbs.Count > 8);
        var known = CommandLine.Root().Subcommands.Select(c => c.Name).ToHashSet();
        Assert.All(verbs, verb => Assert.Contains(verb, known));
    }
}
