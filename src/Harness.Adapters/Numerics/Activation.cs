using Harness.Adapters.Options;
using static TorchSharp.torch;

namespace Harness.Adapters.Numerics;

/// <summary>
/// Activations by the names that transformers and the authors' configurations use.
/// <c>gelu</c> is the exact (erf) form, <c>gelu_new</c> the tanh approximation; <c>swish</c> and <c>silu</c> are one function.
/// </summary>
public static class Activation
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Table = new(StringComparer.Ordinal)
    {
        ["relu"] = x => nn.functional.relu(x),
        ["gelu"] = x => nn.functional.gelu(x),
        ["gelu_new"] = GeluTanh,
        ["swish"] = x => nn.functional.silu(x),
        ["silu"] = x => nn.functional.silu(x),
        ["tanh"] = x => x.tanh(),
        ["identity"] = x => x.alias(),
    };

    public static IReadOnlyCollection<string> Names => Table.Keys;

    /// <exception cref="ArgumentException">Unknown name; the message lists the known ones.</exception>
    public static Func<Tensor, Tensor> Named(string name) =>
        Table.TryGetValue(name, out var f) ? f : throw new ArgumentException(Problem(name));

    /// <summary>The line to show for an unknown name, or null when it is known.</summary>
    public static string? Problem(string name) =>
        Table.ContainsKey(name)
            ? null
            : $"non_linearity: '{name}' is unknown{Spelling.Suggest(name, Table.Keys)}; known: {string.Join(", ", Table.Keys)}.";

    // The functional gelu of the published package has no approximation argument in every version, hence by hand.
    private static Tensor GeluTanh(Tensor x)
    {
        var inner = (x + x * x * x * 0.044715) * Math.Sqrt(2.0 / Math.PI);
        return x * 0.5 * (inner.tanh() + 1.0);
    }
}
