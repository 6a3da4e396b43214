namespace Harness.Runs.Tests.Fakes;

/// <summary>A test of what Linux alone has (/proc, /dev/full); skipped elsewhere.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "this needs Linux";
}
