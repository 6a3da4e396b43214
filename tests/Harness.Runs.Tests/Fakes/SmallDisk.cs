using Harness.Data.Packages;

namespace Harness.Runs.Tests.Fakes;

/// <summary>A real file system of a few kilobytes, in memory; only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string size) => Assert.True(Mount("-t", "tmpfs", "-o", $"size={size}", "tmpfs", Path), "mount");

    private static readonly bool possible = Try();

    public string Path { get; } = Directory.CreateTempSubdirectory("harness-disk-").FullName;

    /// <param name="options">E.g. <c>size=8m</c> or <c>ro</c>.</param>
    public void Remount(string options) => Assert.True(Mount("-o", $"remount,{options}", Path), "remount");

    /// <summary>Skips a test where none can be mounted.</summary>
    public static void OrSkip() => Assert.SkipUnless(possible, "only root may mount a small file system");

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return false;
        var folder = Directory.CreateTempSubdirectory("harness-disk-").FullName;
        var mounted = Mount("-t", "tmpfs", "-o", "size=16k", "tmpfs", folder);
        if (mounted)
            Run("umount", folder);
        Directory.Delete(folder);
        return mounted;
    }

    private static bool Mount(params string[] arguments) => Run("mount", arguments);

    private static bool Run(string program, params string[] arguments) =>
        ExternalProgram.Run(program, arguments).GetAwaiter().GetResult().Code == 0;
}
