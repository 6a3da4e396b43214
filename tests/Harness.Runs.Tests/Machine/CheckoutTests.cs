using System.Diagnostics;
using Harness.Runs.Machine;

namespace Harness.Runs.Tests.Machine;

public class CheckoutTests
{
    [Fact]
    public void Knows_the_commit_and_every_change_to_sources_new_files_included()
    {
        using var folder = new TemporaryFolder();
        void Git(params string[] arguments)
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", ["-C", folder.Path, "-c", "user.name=a", "-c", "user.email=a@b", .. arguments])
                {
                    RedirectStandardOutput = true,
                }
            )!;
            git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            Assert.Equal(0, git.ExitCode);
        }
        Assert.Equal(("", ""), (Checkout.Of(folder.Path).Commit, Checkout.Of(folder.Path).Diff));
        Directory.CreateDirectory(Path.Combine(folder.Path, "src"));
        folder.File("src/a.cs", "one\n");
        folder.File("notes.txt", "one\n");
        Git("init", "-q");
        Git("add", ".");
        Git("commit", "-q", "-m", "first");
        var clean = Checkout.Of(folder.Path);
        Assert.Equal((40, ""), (clean.Commit.Length, clean.Diff));
        folder.File("notes.txt", "two\n"); // decides nothing
        Assert.Equal(clean, Checkout.Of(folder.Path));
        folder.File("src/a.cs", "two\n");
        folder.File("src/b.cs", "new\n");
        var dirty = Checkout.Of(folder.Path);
        Assert.Equal(clean.Commit, dirty.Commit);
        Assert.Contains("-one\n+two\n", dirty.Diff);
        Assert.Contains("+new\n", dirty.Diff);
    }

    [Fact]
    public void The_lock_lists_what_the_build_took()
    {
        var packages = PackageLock.Of(typeof(CheckoutTests).Assembly.Location);
        Assert.Matches(@"^\d+\.\d+", packages["YamlDotNet"]);
        Assert.Contains("xunit.v3.assert", packages.Keys);
        Assert.DoesNotContain(packages.Keys, name => name.StartsWith("Harness."));
        Assert.Empty(PackageLock.Of("/nowhere/a.dll"));
    }

    [Fact]
    public void Peak_memory_counts_from_when_it_was_asked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "this needs Linux");
        WhileFilled(400, () => { });
        var peak = new PeakMemory();
        var before = peak.Megabytes;
        // Read while the memory is held: runs of other tests in this process set the kernel's mark back as well.
        WhileFilled(400, () => Assert.True(peak.Megabytes > before + 250, $"{before} MB, then {peak.Megabytes} MB"));

        static void WhileFilled(int megabytes, Action look)
        {
            var memory = System.Runtime.InteropServices.Marshal.AllocHGlobal(megabytes << 20);
            try
            {
                for (var i = 0; i < megabytes << 20; i += 4096)
                    System.Runtime.InteropServices.Marshal.WriteByte(memory, i, 1);
                look();
            }
            finally
            {
                System.Runtime.InteropServices.Marshal.FreeHGlobal(memory);
            }
        }
    }
}
