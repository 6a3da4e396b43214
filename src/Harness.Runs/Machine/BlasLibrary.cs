using System.Runtime.InteropServices;

namespace Harness.Runs.Machine;

/// <summary>The matrix library in use: which, in which version, with which kernel.</summary>
/// <param name="Name">E.g. <c>OpenBLAS 0.3.21 (OpenMP)</c>, <c>MKL of libtorch</c> with its mode, <c>none loaded</c>.</param>
/// <param name="Kernel">Processor family whose kernels run, e.g. <c>SkylakeX</c>; empty where the library does not say.</param>
public sealed record BlasLibrary(string Name, string Kernel)
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint GetText();

    /// <summary>Looks at what this process has loaded; call it after torch.</summary>
    public static BlasLibrary Loaded()
    {
        var files = LoadedFiles();
        if (files.FirstOrDefault(f => Path.GetFileName(f).StartsWith("libopenblas")) is { } openBlas)
            return OpenBlas(openBlas);
        // libtorch for the processor carries MKL inside; MKL_CBWR decides whether equal products give equal bits.
        return files.Any(f => Path.GetFileName(f).StartsWith("libtorch_cpu"))
            ? new BlasLibrary($"MKL of libtorch, MKL_CBWR {Environment.GetEnvironmentVariable("MKL_CBWR") ?? "not set"}", "")
            : new BlasLibrary("none loaded", "");
    }

    private static BlasLibrary OpenBlas(string file) =>
        NativeLibrary.TryLoad(file, out var handle)
            ? Describe(handle) ?? new BlasLibrary("OpenBLAS", "")
            : new BlasLibrary("OpenBLAS", "");

    private static BlasLibrary? Describe(nint handle)
    {
        if (Call(handle, "openblas_get_config") is not { } config)
            return null;
        var words = config.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var threading =
            words.Contains("USE_OPENMP") ? " (OpenMP)"
            : words.Contains("SINGLE_THREADED") ? " (one thread)"
            : " (pthread)";
        return new BlasLibrary(string.Join(' ', words.Take(2)) + threading, Call(handle, "openblas_get_corename") ?? "");
    }

    private static string? Call(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out var address)
            ? Marshal.PtrToStringAnsi(Marshal.GetDelegateForFunctionPointer<GetText>(address)())
            : null;

    private static HashSet<string> LoadedFiles() =>
        !File.Exists("/proc/self/maps")
            ? []
            :
            [
                .. File.ReadLines("/proc/self/maps")
                    .Select(l => l.IndexOf('/') is >= 0 and var at ? l[at..] : "")
                    .Where(p => p.Contains(".so")),
            ];
}
