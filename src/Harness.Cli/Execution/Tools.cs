using System.Diagnostics;

namespace Harness.Cli;

/// <summary>Programs and libraries of the system that some parts use.</summary>
internal static class Tools
{
    private static readonly string[] browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Full path of the first browser found, or empty.</summary>
    public static string Chromium() => browsers.Select(InPath).FirstOrDefault(p => p.Length > 0) ?? "";

    /// <summary>Name of an HDF5 library that loads, or empty.</summary>
    public static string Hdf5() => Harness.Data.Hdf5File.Library;

    /// <summary>Slurm's version, or empty.</summary>
    public static string Slurm() => InPath("sbatch").Length > 0 ? FirstLine("sbatch", "--version") : "";

    /// <summary>Name of the first NVIDIA processor, or empty.</summary>
    public static string GpuName() => InPath("nvidia-smi").Length > 0 ? FirstLine("nvidia-smi", "--query-gpu=name", "--format=csv,noheader") : "";

    private static string InPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(f => f.Length > 0)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? "";

    private static string FirstLine(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text.Split('\n')[0].Trim() : "";
    }
}
