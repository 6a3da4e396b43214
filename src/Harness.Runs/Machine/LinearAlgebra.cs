using System.Runtime.InteropServices;
using Harness.Data.Files;

namespace Harness.Runs.Machine;

/// <summary>
/// Decides, before libtorch is loaded, which library carries out its matrix products and that equal products give equal bits.
/// <para>
/// libtorch brings Intel's MKL, which takes a slow path on processors of other makers: half the rate of OpenBLAS on AMD's. libtorch finds
/// its products by their global names, so that an OpenBLAS that is loaded for the whole process earlier takes MKL's place. Loading it from
/// within, not by <c>LD_PRELOAD</c>, keeps it away from browsers, schedulers and other programs that are started.
/// </para>
/// </summary>
public static class LinearAlgebra
{
    /// <summary>Environment variable that chooses: <c>mkl</c>, <c>openblas</c>, or <c>auto</c> for what setup measured as the faster.</summary>
    public const string Variable = "HARNESS_BLAS";

    private const int LazyBinding = 1,
        OnlyIfLoaded = 4,
        ForTheWholeProcess = 0x100;

    /// <summary>Call it first in a process. Without libtorch in the process it costs some milliseconds where OpenBLAS is chosen.</summary>
    /// <exception cref="UserErrorException">The variable has another value, or asks for an OpenBLAS that is not there.</exception>
    public static void Prepare()
    {
        // Otherwise MKL chooses its code by where the operands lie in memory, and the same sum rounds differently from call to call.
        if (Environment.GetEnvironmentVariable("MKL_CBWR") is null)
            SetVariable("MKL_CBWR", "AUTO,STRICT");
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case null or "" or "auto" or "mkl":
                break;
            case "openblas":
                // Where libtorch is loaded already, half of its calls would be bound to one library and half to the other.
                if (dlopen("libtorch_cpu.so", LazyBinding | OnlyIfLoaded) == 0)
                    LoadOpenBlas();
                break;
            case var other:
                throw new UserErrorException(
                    $"{Variable} is '{other}'; it must be mkl, openblas or auto",
                    UserErrorException.BadUsage
                );
        }
    }

    /// <summary>OpenBLAS as built for OpenMP, the only one that shares its threads with libtorch; null where there is none.</summary>
    public static string? OpenBlasFile() =>
        Directory.Exists("/usr/lib")
            ? Directory
                .EnumerateDirectories("/usr/lib", "*-linux-gnu")
                .Select(folder => Path.Combine(folder, "openblas-openmp", "libopenblas.so.0"))
                .FirstOrDefault(File.Exists)
            : null;

    private static void LoadOpenBlas()
    {
        var file =
            OpenBlasFile()
            ?? throw new UserErrorException(
                $"{Variable} asks for OpenBLAS, which is not installed (Debian and Ubuntu: libopenblas0-openmp)",
                UserErrorException.Missing
            );
        // The processor is asked, so an inherited OPENBLAS_CORETYPE (images for mixed machines set one) does not count.
        SetVariable("OPENBLAS_CORETYPE", Environment.GetEnvironmentVariable("HARNESS_OPENBLAS_CORETYPE"));
        if (dlopen(file, LazyBinding | ForTheWholeProcess) == 0)
            throw new UserErrorException(
                $"{file} does not load; reinstall libopenblas0-openmp, or set {Variable}=mkl",
                UserErrorException.Missing
            );
    }

    // For this process's native code, which reads the C library's variables, and for processes that it starts, which get .NET's.
    private static void SetVariable(string name, string? value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsLinux())
            return;
        if (value is null)
            _ = unsetenv(name);
        else
            _ = setenv(name, value, 1);
    }

    [DllImport("libc")]
    private static extern int setenv(string name, string value, int overwrite);

    [DllImport("libc")]
    private static extern int unsetenv(string name);

    [DllImport("libc")]
    private static extern nint dlopen(string file, int flags);
}
