using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Harness.Benchmarks;
using Harness.Data.Files;
using Harness.Runs;
using Harness.Runs.Machine;
using TorchSharp;

namespace Harness.Cli.Verbs;

/// <summary>Shows the environment, as a block to paste into a report.</summary>
internal static class DoctorVerb
{
    /// <param name="Torch">Version of libtorch; empty when it does not load, and then <see cref="Problems"/> says why.</param>
    /// <param name="BlasKernel">Processor family whose kernels the matrix library runs.</param>
    /// <param name="Gflops">Measured 1024³ product.</param>
    private sealed record Diagnosis(
        string Packages,
        string Torch,
        string Blas,
        string BlasKernel,
        int Threads,
        double Gflops,
        string Gpu,
        string Os,
        string Dotnet,
        string Chromium,
        string Libhdf5,
        string Slurm,
        IReadOnlyList<string> Problems
    )
    {
        public string Cpu { get; init; } = Processor.Current.Name;

        /// <summary>What the processor allows; 0 where the system does not tell.</summary>
        public double PeakGflops { get; init; } = Math.Round(MatrixPeak.Of(Processor.Current, Threads)?.Gflops ?? 0, 1);

        /// <summary>What setup measured of each library, in GFLOP/s; empty without the launcher.</summary>
        public string BlasRates { get; init; } = Environment.GetEnvironmentVariable("HARNESS_BLAS_RATES") ?? "";
        public double MemoryGb { get; init; } = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1);
    }

    public static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Command("doctor", "Shows the environment and what is wrong with it") { json };
        command.SetAction(parsed =>
        {
            var found = Examine();
            parsed.InvocationConfiguration.Output.WriteLine(
                parsed.GetValue(json) ? JsonSerializer.Serialize(found, JsonText.Pretty) : Text(found)
            );
        });
        return command;
    }

    private static Diagnosis Examine()
    {
        var problems = new List<string>();
        var (version, threads, gflops, gpu) = ("", 0, 0.0, "");
        try
        {
            (version, threads, gflops, gpu) = Torch();
        }
        catch (Exception e)
            when (e
                    is DllNotFoundException
                        or TypeInitializationException
                        or BadImageFormatException
                        or EntryPointNotFoundException
            )
        {
            problems.Add($"torch does not load ({ErrorText.OneLine(e.InnerException ?? e)}); run ./harness setup.");
        }
        var blas = BlasLibrary.Loaded();
        if (version.Length > 0 && MatrixPeak.Of(Processor.Current, threads)?.Shortfall(gflops) is { } slow)
            problems.Add(slow);
        var chromium = Tools.Chromium();
        if (chromium.Length == 0)
            problems.Add("no Chromium: figures are written as interactive pages only, not as SVG and PNG; run ./harness setup.");
        return new Diagnosis(
            Flavour.Name,
            version,
            blas.Name,
            blas.Kernel,
            threads,
            Math.Round(gflops, 1),
            gpu,
            RunEnvironment.OperatingSystemName(),
            RuntimeInformation.FrameworkDescription,
            chromium,
            Tools.Hdf5(),
            Tools.Slurm(),
            problems
        );
    }

    private static (string version, int threads, double gflops, string gpu) Torch() =>
        (
            TorchEnvironment.Version,
            torch.get_num_threads(),
            MachineSpeed.Gflops(),
            torch.cuda.is_available() ? Tools.GpuName() : ""
        );

    private static string Text(Diagnosis d)
    {
        string Or(string value) => value.Length > 0 ? value : "none";
        (string, string)[] lines =
        [
            ("packages", d.Packages),
            ("torch", Or(d.Torch)),
            (
                "blas",
                (d.BlasKernel.Length > 0 ? $"{d.Blas}, {d.BlasKernel} kernels" : d.Blas)
                    + (d.BlasRates.Length > 0 ? $" (setup measured {d.BlasRates} GFLOP/s)" : "")
            ),
            ("threads", $"{d.Threads}"),
            (
                "speed",
                $"{d.Gflops:0.0} GFLOP/s (1024³ product{(d.PeakGflops > 0 ? $"; the processor allows {d.PeakGflops:0.0}" : "")})"
            ),
            ("gpu", Or(d.Gpu)),
            ("cpu", d.Cpu),
            ("memory", $"{d.MemoryGb:0.0} GB"),
            ("os", d.Os),
            ("dotnet", d.Dotnet),
            ("chromium", Or(d.Chromium)),
            ("libhdf5", Or(d.Libhdf5)),
            ("slurm", Or(d.Slurm)),
            ("problems", d.Problems.Count == 0 ? "none" : string.Join("\n" + new string(' ', 10), d.Problems)),
        ];
        return string.Join('\n', lines.Select(l => $"{l.Item1, -9} {l.Item2}"));
    }
}
