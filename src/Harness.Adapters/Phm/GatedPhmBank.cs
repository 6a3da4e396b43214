using Harness.Adapters.Experts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// A bank of PHM layers behind a learned gate (option <c>add_gate</c>); the same in training and at inference.
/// Names: <c>gate.weight</c>, <c>deepspeed_experts.{e}…</c>.   Parameters: the bank's, + N·p.
/// </summary>
public sealed class GatedPhmBank : nn.Module<Tensor, (Tensor output, Tensor balance)>
{
    private readonly ModuleList<PhmLinear> deepspeed_experts;
    private readonly ExpertGate gate;

    public GatedPhmBank(IReadOnlyList<PhmLinear> experts, ExpertGate gate) : base(nameof(GatedPhmBank))
    {
        register_module("gate", this.gate = gate);
        register_module("deepspeed_experts", deepspeed_experts = new ModuleList<PhmLinear>([.. experts]));
    }

    public override (Tensor output, Tensor balance) forward(Tensor x) =>
        gate.Route(x, [.. deepspeed_experts.Select(e => (Func<Tensor, Tensor>)e.call)]);
}
