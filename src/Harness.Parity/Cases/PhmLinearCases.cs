using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>PHM linear layers: own, shared or factorised rule, full or low-rank blocks, with and without bias.</summary>
internal sealed class PhmLinearCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) => golden.Source.EndsWith("PHMLinear", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var o = trial.Options;
        var n = (int)o.Integer("phm_dim");
        var shape = new PhmShape(
            o.Integer("in_features"),
            o.Integer("out_features"),
            n,
            o.Flag("factorized_phm") ? (int)o.Integer("phm_rank") : null,
            o.Flag("bias")
        );
        var at = new Placement(trial.Case.Dtype, CPU);
        using var generator = new Generator(1);
        // The reference keeps a shared rule beside the layer under the same name as an own one, so that one module serves both.
        var layer = new PhmLinear(shape, new PhmInit(), generator, at, factorisedRule: o.Flag("factorized_phm_rule"));
        trial.Load(layer);
        trial.Output("y", layer.call(trial.Input("x")));
    }
}
