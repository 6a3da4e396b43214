using Harness.Launcher;

namespace Harness.Cli.Tests.Launcher;

/// <summary>The copy of TorchSharp's native library for systems with an older C++ library.</summary>
public class OptionalVersionTests
{
    private static string Published =>
        Directory.GetFiles(Path.Combine(Packages, "torchsharp"), "libLibTorchSharp.so", SearchOption.AllDirectories)
            .Single(file => file.Contains("linux-x64") && file.Contains(Version));

    private static string Packages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Version => typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);

    [Fact]
    public void One_flag_of_the_published_file_changes_and_once_changed_nothing_more()
    {
        var (published, copy) = (File.ReadAllBytes(Published), File.ReadAllBytes(Published));
        Assert.True(OptionalVersion.Weaken(copy));
        var changed = Enumerable.Range(0, copy.Length).Where(i => copy[i] != published[i]).ToList();
        Assert.Equal([2], changed.Select(i => copy[i] ^ published[i]));
        var again = copy.ToArray();
        OptionalVersion.Weaken(again);
        Assert.Equal(copy, again);
    }

    [Fact]
    public void A_version_that_something_is_bound_to_is_left_alone()
    {
        var library = File.ReadAllBytes(Published);
        BindTheSymbol(library);
        var before = library.ToArray();
        Assert.False(OptionalVersion.Weaken(library));
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
        Assert.False(OptionalVersion.Weaken(bytes));
        Assert.Equal(before, bytes);
    }

    [Fact]
    public void What_is_loaded_is_the_copy_where_the_system_needs_one_and_the_published_file_elsewhere()
    {
        using var tensor = TorchSharp.torch.zeros(1);
        var loaded = File.ReadLines("/proc/self/maps").Select(l => l[(l.LastIndexOf(' ') + 1)..]).First(f => f.EndsWith("libLibTorchSharp.so"));
        var expected = OptionalVersion.SystemHasVersion() ? Published : Path.Combine(Repository.Root, ".harness", "natives", Version, "libLibTorchSharp.so");
        Assert.Equal(expected, loaded);
    }
}
