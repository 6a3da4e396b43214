using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>The activation functions that published configurations name.</summary>
internal static class Activations
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Known = new()
    {
        ["relu"] = x => nn.functional.relu(x),
        ["gelu"] = x => nn.functional.gelu(x),
        ["gelu_new"] = TanhGelu,
        ["gelu_pytorch_tanh"] = TanhGelu,
        ["quick_gelu"] = x => x * (x * 1.702).sigmoid(),
        ["silu"] = x => x * x.sigmoid(),
        ["swish"] = x => x * x.sigmoid(),
        ["tanh"] = x => x.tanh(),
    };

    public static string Names => string.Join(", ", Known.Keys);

    public static bool IsKnown(string name) => Known.ContainsKey(name);

    /// <exception cref="ArgumentException">No such activation.</exception>
    public static Func<Tensor, Tensor> Get(string name) =>
        Known.TryGetValue(name, out var f) ? f : throw new ArgumentException($"Unknown activation '{name}'; known are {Names}.");

    /// <summary>GELU with the tanh approximation: ½x(1 + tanh(√(2/π)(x + 0.044715x³))). Hendrycks and Gimpel, arXiv 1606.08415.</summary>
    private static Tensor TanhGelu(Tensor x) => x * 0.5 * ((x + x.pow(3) * 0.044715) * Math.Sqrt(2 / Math.PI)).tanh().add(1);
}
