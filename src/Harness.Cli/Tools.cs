using Harness.Data.Packages;
using Harness.Paper.Figures;
using Harness.Runs.Execution;
using Harness.Runs.Machine;
using TorchSharp;

namespace Harness.Cli;

/// <summary>Programs and libraries of the system that some parts use.</summary>
internal static class Tools
{
    /// <summary>Full path of the first browser found, or empty.</summary>
    public static string Chromium() => Browser.Find()?.Value ?? "";

    /// <summary>Name of an HDF5 library that loads, or empty.</summary>
    public static string Hdf5() => Harness.Data.Hdf5.Hdf5File.Library;

    /// <summary>Slurm's version, or empty.</summary>
    public static string Slurm() => FirstLine("sbatch", "--version");

    /// <summary>Name of the first NVIDIA processor, or empty.</summary>
    public static string GpuName() => FirstLine("nvidia-smi", "--query-gpu=name", "--format=csv,noheader");

    // Empty where there is no such program, or it fails.
    private static string FirstLine(string program, params string[] arguments) =>
        ExternalProgram.Run(program, arguments).GetAwaiter().GetResult() is { Code: 0 } said
            ? said.Output.Split('\n')[0].Trim()
            : "";
}

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
