using System.Reflection;
using System.Runtime.InteropServices;

namespace Harness.Runs.Machine;

/// <summary>What a run's numbers were made with, beyond its configuration.</summary>
/// <param name="Packages">Package flavour.</param>
/// <param name="Torch">Version of libtorch.</param>
/// <param name="Gpu">Name of the graphics processor in use; empty for none.</param>
/// <param name="Blas">Matrix library with its kernel.</param>
/// <param name="Commit">Commit of the checkout; empty outside git.</param>
/// <param name="Dirty">True when sources differ from the commit.</param>
/// <param name="Command">The command that was typed.</param>
public sealed record RunEnvironment(
    string Packages,
    string Torch,
    string Gpu,
    string Cpu,
    int Threads,
    string Blas,
    string Os,
    string Dotnet,
    string Commit,
    bool Dirty,
    string Command
)
{
    /// <summary>Local changes to the commit, see <see cref="Checkout.Diff"/>.</summary>
    public string Diff { get; init; } = "";

    /// <summary>See <see cref="Machine.PackageLock"/>.</summary>
    public IReadOnlyDictionary<string, string> PackageLock { get; init; } = new Dictionary<string, string>();

    /// <summary>Collects what the process itself knows; the caller says what only torch knows.</summary>
    /// <param name="repository">The checkout's folder.</param>
    public static RunEnvironment Collect(
        string packages,
        string torch,
        string gpu,
        int threads,
        string repository,
        string command
    )
    {
        var blas = BlasLibrary.Loaded();
        var checkout = Checkout.Of(repository);
        return new RunEnvironment(
            packages,
            torch,
            gpu,
            Processor.Current.Name,
            threads,
            blas.Kernel.Length > 0 ? $"{blas.Name}, {blas.Kernel}" : blas.Name,
            OperatingSystemName(),
            RuntimeInformation.FrameworkDescription,
            checkout.Commit,
            checkout.Diff.Length > 0,
            command
        )
        {
            Diff = checkout.Diff,
            PackageLock = Machine.PackageLock.Of(Assembly.GetEntryAssembly()?.Location ?? ""),
        };
    }

    /// <summary>E.g. <c>Debian GNU/Linux 12 (bookworm), Linux 6.1.0, x64</c>.</summary>
    public static string OperatingSystemName()
    {
        const string release = "/etc/os-release";
        var name = File.Exists(release)
            ? File.ReadLines(release).FirstOrDefault(l => l.StartsWith("PRETTY_NAME="))?["PRETTY_NAME=".Length..].Trim('"')
            : null;
        return $"{name ?? RuntimeInformation.OSDescription}, {Environment.OSVersion.Platform switch
        {
            PlatformID.Unix => $"Linux {Environment.OSVersion.Version}",
            var other => other.ToString(),
        }}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}
