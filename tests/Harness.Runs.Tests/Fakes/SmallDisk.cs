using Harness.Data.Packages;

namespace Harness.Runs.Tests.Fakes;

/// <summary>A real file system of a few kilobytes, in memory; only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string size) => Assert.True(Mount("-t", "tmpfs", "-o", $"size={size}", "tmpfs", Path), "mount");

    /// <summary>Whether one can be mounted here.</summary>
    public static bool Possible { get; } = Try();

    public string Path { get; } = Directory.CreateTempSubdirectory("harness-disk-").FullName;

    /// <param name="options">E.g. <c>size=8m</c> or <c>ro</c>.</param>
    public void Remount(string options) => Assert.True(Mount("-o", $"remount,{options}", Path), "remount");

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

    private static bool Run(string program, params string[] arguments) => ExternalProgram.Run(program, arguments).GetAwaiter().GetResult().Code == 0;
}

/// <summary>A test that needs such a file system.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Possible ? null : "only root may mount a small file system";
}
