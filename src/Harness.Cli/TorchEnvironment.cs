using Harness.Runs;
using TorchSharp;

namespace Harness.Cli;

/// <summary>The environment of runs, with what only torch knows. Call it when torch has worked, so that its libraries are loaded.</summary>
internal static class TorchEnvironment
{
    /// <summary>Version of libtorch; the package adds a fourth number, always 0.</summary>
    public static string Version =>
        torch.__version__.EndsWith(".0") && torch.__version__.Count(c => c == '.') == 3
            ? torch.__version__[..^2]
            : torch.__version__;

    public static RunEnvironment Collect(ExecutionSettings settings, string command) =>
        RunEnvironment.Collect(
            Flavour.Name,
            Version,
            settings.Device != "cpu" && torch.cuda.is_available() ? Tools.GpuName() : "",
            settings.Threads,
            Repository.Root,
            command
        );
}
