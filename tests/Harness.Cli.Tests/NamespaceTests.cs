using System.Text.RegularExpressions;

namespace Harness.Cli.Tests;

/// <summary>A stranger finds a type by its namespace, and the other way round.</summary>
public partial class NamespaceTests
{
    private static readonly IReadOnlyList<string> sources =
    [
        .. new[] { "src", "tests" }
            .SelectMany(top => Directory.EnumerateFiles(Path.Combine(Repository.Root, top), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !Built().IsMatch(file)),
    ];

    [Fact]
    public void Every_namespace_is_the_folder_of_its_file()
    {
        var wrong =
            from file in sources
            let declared = Declared().Match(File.ReadAllText(Path.Combine(Repository.Root, file)))
            where declared.Success && declared.Groups[1].Value != Expected(file)
            select $"{file} has namespace {declared.Groups[1].Value} in place of {Expected(file)}";
        Assert.Empty(wrong);
        Assert.True(sources.Count > 500, $"only {sources.Count} files were found");
    }

    // Inside a namespace of the same name the class could only be named in full.
    [Fact]
    public void No_folder_has_the_name_of_a_public_class_of_its_project()
    {
        var folders = sources.SelectMany(file => file.Split('/')[2..^1].Select(folder => (Project: file.Split('/')[1], folder)));
        var classes = sources
            .SelectMany(file =>
                Class()
                    .Matches(File.ReadAllText(Path.Combine(Repository.Root, file)))
                    .Select(m => (file.Split('/')[1], m.Groups[1].Value))
            )
            .ToHashSet();
        var both = folders.Distinct().Where(classes.Contains).ToList();
        Assert.Empty(both);
    }

    /// <summary>The path below <c>src</c> or <c>tests</c>; what belongs to no project of that name says so.</summary>
    private static string Expected(string file)
    {
        var path = string.Join('.', file.Split('/')[1..^1]);
        return Regex.Replace(Regex.Replace(path, @"^Launcher\b", "Harness.Launcher"), @"^Shared\b", "Harness.Tests.Shared");
    }

    [GeneratedRegex(@"/(bin|obj)/")]
    private static partial Regex Built();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^public (?:[a-z]+ )*(?:class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();
}
