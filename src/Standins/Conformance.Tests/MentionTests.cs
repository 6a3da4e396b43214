using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Conformance.Tests;

/// <summary>
/// Deleting <c>src/Standins</c> must be all it takes to drop it. Outside of it nothing may act on it but the one switch; the flavour's name may
/// stand where people choose it and where a run records it.
/// </summary>
public class MentionTests
{
    // Folder, native library and namespaces that only exist in src/Standins.
    private static readonly Regex Inside = new(@"Standins|LibTorchSharp|TorchSharp\.Interop|plotly_setup", RegexOptions.CultureInvariant);
    private static readonly Regex Word = new(@"\bstand-?ins?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // Small pictures and backbones are called a small stand-in for the papers' setting; that is another matter.
    private static readonly Regex OtherMatter = new(@"small\s+stand-in", RegexOptions.CultureInvariant);

    private static readonly string[] MayNameTheFolder =
    [
        "Directory.Build.targets",    // the switch: a package or the project of the same name
        "README.md",                  // tells people where the binding is
        "src/Launcher/setup.sh",      // fetches what the flavour needs
        "src/Launcher/test.sh",       // runs the folder's own tests
    ];

    private static readonly string[] MayNameTheFlavour =
    [
        .. MayNameTheFolder,
        "Directory.Build.props", "Directory.Packages.props",                       // the property and its default
        "src/Launcher/common.sh", "src/Launcher/packages.sh",                      // reads and writes the property
        "src/Harness.Cli/Verbs/LauncherVerbs.cs",                                  // setup --packages
        "src/Harness.Cli/Harness.Cli.csproj", "src/Harness.Cli/Flavour.cs",        // the flavour built on, for the record
        "src/Harness.Runs/Execution/RunKey.cs",                                    // a run records its flavour
    ];

    // Recorded runs and what is made of them, and tests with samples of both.
    private static bool Recorded(string file) => file.Split('/')[0] is "paper" or "notebooks" or "tests";

    private static IEnumerable<(string File, string Text)> TrackedTexts() =>
        TrackedFiles().Where(f => !f.StartsWith("src/Standins/", StringComparison.Ordinal))
            .Select(f => (File: f, Path: Path.Combine(PackageList.Root, f)))
            .Where(f => File.Exists(f.Path) && new FileInfo(f.Path).Length < 4 << 20)
            .Select(f => (f.File, Text: File.ReadAllText(f.Path)))
            .Where(f => !f.Text.Contains('\0'));

    private static string[] TrackedFiles()
    {
        var start = new ProcessStartInfo("git", ["-C", PackageList.Root, "ls-files", "-z"]) { RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return files.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string[] Mentions(Regex what, Func<string, bool> allowed) =>
        [.. TrackedTexts().Where(f => !allowed(f.File) && what.IsMatch(OtherMatter.Replace(f.Text, ""))).Select(f => f.File)];

    [Fact]
    public void Nothing_else_names_the_folder_or_what_is_in_it() => Assert.Equal([], Mentions(Inside, f => MayNameTheFolder.Contains(f)));

    [Fact]
    public void Nothing_else_knows_the_flavour() => Assert.Equal([], Mentions(Word, f => Recorded(f) || MayNameTheFlavour.Contains(f)));

    [Fact]
    public void No_source_is_compiled_by_flavour() =>
        Assert.Equal([], Mentions(new Regex(@"HarnessPackages", RegexOptions.CultureInvariant), f => MayNameTheFlavour.Contains(f)));

    [Fact]
    public void The_search_reads_the_tree() => Assert.True(TrackedTexts().Count() > 100);
}
