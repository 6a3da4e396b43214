using Harness.Data.Packages;

namespace Harness.Runs.Machine;

/// <summary>The commit of a checkout, and what differs from it in the files that decide what a program does.</summary>
/// <param name="Commit">Empty outside git, or where there is no git.</param>
/// <param name="Diff">As <c>git diff</c> prints it, new files included; empty for a clean checkout.</param>
public sealed record Checkout(string Commit, string Diff)
{
    private const int LongestDiff = 1 << 20;
    private static readonly string[] sources = ["src", "fsharp", "*.props", "*.targets", "global.json"];

    public static Checkout Of(string folder)
    {
        var commit = Git(folder, "rev-parse", "HEAD").Trim();
        if (commit.Length == 0)
            return new Checkout("", "");
        var added = Git(folder, ["ls-files", "--others", "--exclude-standard", "-z", "--", .. sources])
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var diff =
            Git(folder, ["diff", "HEAD", "--", .. sources])
            + string.Concat(added.Select(file => Git(folder, "diff", "--no-index", "--", "/dev/null", file)));
        return new Checkout(commit, diff.Length > LongestDiff ? diff[..LongestDiff] + "\n(cut here)\n" : diff);
    }

    private static string Git(string folder, params string[] arguments)
    {
        // No git here: the manifest says so by an empty commit. 1: --no-index found the difference that it was asked for.
        var said = ExternalProgram.Run("git", ["-C", folder, .. arguments]).GetAwaiter().GetResult();
        return said.Code is 0 or 1 ? said.Output : "";
    }
}
