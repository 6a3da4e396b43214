using Harness.Adapters.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// The slow matrices S₁…Sₙ of PHM layers: [n, n, n], or the products of columns [n, n, 1] and rows [n, 1, n].
/// The parameters are registered once, on one module (the layer itself, or the root of a backbone whose layers all share
/// them), so that enumeration and state dictionary hold them once.
/// Names: <c>phm_rule</c>, or <c>phm_rule_left</c> and <c>phm_rule_right</c>.
/// Parameters: n³, or 2·n².   Init: see <see cref="PhmInit"/>.   Differs from the authors' code: there, each layer's
/// state dictionary repeats the shared tensor.
/// </summary>
public sealed class PhmRule
{
    private readonly nn.Module owner;
    private readonly bool factorised;

    private PhmRule(nn.Module owner, bool factorised) => (this.owner, this.factorised) = (owner, factorised);

    /// <summary>Draws a rule and registers it on <paramref name="owner"/>.</summary>
    public static PhmRule Register(nn.Module owner, int n, bool factorised, PhmInit init, Generator generator, Placement at)
    {
        if (factorised)
        {
            owner.register_parameter("phm_rule_left", init.DrawRule([n, n, 1], generator, at));
            owner.register_parameter("phm_rule_right", init.DrawRule([n, 1, n], generator, at));
        }
        else
            owner.register_parameter("phm_rule", init.DrawRule([n, n, n], generator, at));
        return new PhmRule(owner, factorised);
    }

    /// <summary>S [n, n, n]. Looked up at each use: moving a module to a device or element type replaces its parameters.</summary>
    public Tensor Matrices() => factorised ? Find("phm_rule_left").bmm(Find("phm_rule_right")) : Find("phm_rule");

    /// <summary>True for the name of a rule's parameter, wherever it is registered.</summary>
    public static bool IsName(string parameterName) =>
        parameterName[(parameterName.LastIndexOf('.') + 1)..] is "phm_rule" or "phm_rule_left" or "phm_rule_right";

    private Parameter Find(string name) =>
        owner.get_parameter(name)
        ?? throw new InvalidOperationException($"The module that owns the PHM rule no longer has '{name}'.");
}
