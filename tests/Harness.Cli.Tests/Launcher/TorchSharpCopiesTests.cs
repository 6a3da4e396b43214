using System.Diagnostics;
using Harness.Launcher.Natives;

namespace Harness.Cli.Tests.Launcher;

/// <summary>What the build changes in copies of TorchSharp's files, and that they are what is loaded.</summary>
public class TorchSharpCopiesTests
{
    private static string Published =>
        Directory
            .GetFiles(Path.Combine(Packages, "torchsharp"), "libLibTorchSharp.so", SearchOption.AllDirectories)
            .Single(file => file.Contains("linux-x64") && file.Contains(Version));

    private static string Packages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Version => typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);

    [Fact]
    public void One_flag_of_the_published_file_changes_and_once_changed_nothing_more()
    {
        var (published, copy) = (File.ReadAllBytes(Published), File.ReadAllBytes(Published));
        Assert.True(TorchSharpCopies.Weaken(copy));
        var changed = Enumerable.Range(0, copy.Length).Where(i => copy[i] != published[i]).ToList();
        Assert.Equal([2], changed.Select(i => copy[i] ^ published[i]));
        var again = copy.ToArray();
        TorchSharpCopies.Weaken(again);
        Assert.Equal(copy, again);
    }

    [Fact]
    public void A_version_that_something_is_bound_to_is_left_alone()
    {
        var library = File.ReadAllBytes(Published);
        BindTheSymbol(library);
        var before = library.ToArray();
        Assert.False(TorchSharpCopies.Weaken(library));
        Assert.Equal(before, library);
    }

    // The first relocation now names the symbol of that version: something would call through it.
    private static void BindTheSymbol(byte[] library)
    {
        int Word(int at) => BitConverter.ToInt32(library, at);
        var sections = Enumerable.Range(0, BitConverter.ToUInt16(library, 60)).Select(i => Word(40) + 64 * i).ToList();
        var symbols = sections.Single(s => Word(s + 4) == 11);
        var names = Word(sections[Word(symbols + 40)] + 24);
        var name = library.AsSpan().IndexOf("\0_ZSt21ios_base_library_initv\0"u8) + 1 - names;
        var symbol = Enumerable.Range(0, Word(symbols + 32) / 24).Single(i => Word(Word(symbols + 24) + 24 * i) == name);
        BitConverter.TryWriteBytes(library.AsSpan(Word(sections.First(s => Word(s + 4) == 4) + 24) + 12), symbol);
    }

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("/bin/sh")]
    [InlineData("/etc/hostname")]
    public void A_file_without_that_need_is_left_alone(string file)
    {
        if (!File.Exists(file))
            return;
        var bytes = File.ReadAllBytes(file);
        var before = bytes.ToArray();
        Assert.False(TorchSharpCopies.Weaken(bytes));
        Assert.Equal(before, bytes);
    }

    [Fact]
    public void What_is_loaded_is_the_copy_where_the_system_needs_one_and_the_published_file_elsewhere()
    {
        using var tensor = TorchSharp.torch.zeros(1);
        var loaded = File.ReadLines("/proc/self/maps")
            .Select(l => l[(l.LastIndexOf(' ') + 1)..])
            .First(f => f.EndsWith("libLibTorchSharp.so"));
        var expected = TorchSharpCopies.SystemHasVersion()
            ? Published
            : Path.Combine(Repository.Root, ".harness", "torchsharp", Version, "libLibTorchSharp.so");
        Assert.Equal(expected, loaded);
    }

    [Fact]
    public void The_assembly_is_compiled_without_optimisation()
    {
        var loaded = typeof(TorchSharp.torch)
            .Assembly.GetCustomAttributes(typeof(DebuggableAttribute), false)
            .Cast<DebuggableAttribute>()
            .Single();
        Assert.True(loaded.IsJITOptimizerDisabled);
        Assert.False(TorchSharpCopies.KeepArguments(File.ReadAllBytes(typeof(TorchSharp.torch).Assembly.Location))); // once is enough
    }

    // As published, this fails within two seconds: a number is freed by a collection of another thread while libtorch reads it.
    [Fact]
    public void Numbers_live_as_long_as_the_call_that_reads_them()
    {
        var done = false;
        var garbage = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
                GC.Collect(0);
        });
        garbage.Start();
        try
        {
            using var x = TorchSharp.torch.ones(4);
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(3); )
            {
                using var scope = TorchSharp.torch.NewDisposeScope();
                Assert.Equal(
                    (6, 8, 12),
                    ((x + 0.5).sum().item<float>(), (x + x).sum().item<float>(), (x * 3.0).sum().item<float>())
                );
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            garbage.Join();
        }
    }
}
