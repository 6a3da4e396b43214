using Harness.Adapters.Phm;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>Batched Kronecker products, by this implementation and by torch's own <c>kron</c>.</summary>
internal sealed class KroneckerCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) => golden.Source.EndsWith("hypercomplex.kronecker", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var (a, b) = (trial.Input("A"), trial.Input("B"));
        trial.Output("batched", Kronecker.Batched(a, b));
        trial.Output("generic", stack(Enumerable.Range(0, (int)a.shape[0]).Select(i => kron(a[i], b[i]))));
    }
}
