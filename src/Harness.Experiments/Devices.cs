using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Experiments;

/// <summary>Where runs compute.</summary>
internal static class Devices
{
    /// <param name="name"><c>cpu</c>, <c>cuda</c>, or <c>auto</c>: the GPU where torch sees one.</param>
    /// <exception cref="UserErrorException">A GPU was asked for and torch sees none; exit code 3.</exception>
    public static Device Named(string name) =>
        name switch
        {
            "cpu" => CPU,
            _ when cuda.is_available() => CUDA,
            "cuda" => throw new UserErrorException(
                "--device cuda: torch sees no GPU here; ./harness doctor shows what it sees, --device cpu goes without.",
                UserErrorException.Missing
            ),
            _ => CPU,
        };
}
