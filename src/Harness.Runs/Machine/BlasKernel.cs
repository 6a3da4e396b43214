namespace Harness.Runs;

/// <summary>
/// Corrects OpenBLAS's guess about the processor. An OpenBLAS older than the processor may fall back to the kernels of another
/// decade: a 1024³ product on one core with AVX-512 runs at 27 GFLOP/s with Prescott's, 61 with Haswell's, 111 with SkylakeX's.
/// </summary>
public static class BlasKernel
{
    // What OpenBLAS calls itself on an x86-64 processor that it does not know, and everything older than AVX.
    private static readonly string[] old =
    [
        "Generic", "Prescott", "Core2", "Penryn", "Dunnington", "Atom", "Nehalem", "Nano", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat",
        "Katmai", "Coppermine", "Northwood", "Banias", "Athlon",
    ];

    private static readonly string[] avx512 = ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"];

    /// <summary>Value for <c>OPENBLAS_CORETYPE</c>, or null when the library chose well.</summary>
    /// <param name="chosen">The core name that the library reports.</param>
    /// <param name="flags">The processor's features as in <c>/proc/cpuinfo</c>.</param>
    public static string? Choose(string chosen, IReadOnlySet<string> flags)
    {
        var isOld = old.Contains(chosen, StringComparer.OrdinalIgnoreCase);
        // Haswell's kernels are also what an unknown newer processor gets; AMD's with AVX-512 are known as Zen.
        if (avx512.All(flags.Contains) && (isOld || chosen.Equals("Haswell", StringComparison.OrdinalIgnoreCase)))
            return "SKYLAKEX";
        if (!isOld)
            return null;
        if (flags.Contains("avx2") && flags.Contains("fma"))
            return "HASWELL";
        return flags.Contains("avx") ? "SANDYBRIDGE" : null;
    }
}
