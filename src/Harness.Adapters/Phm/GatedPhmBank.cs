using Harness.Adapters.Experts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// A bank of PHM layers behind a learned gate (option <c>add_gate</c>); the same in training and at inference.
/// Names: <c>gate.weight</c>, <c>deepspeed_experts.{e}…</c>, and the unused buffer <c>expert_score_weight</c> that released files hold.
/// Parameters: the bank's, + N·p.
/// </summary>
public sealed class GatedPhmBank : nn.Module<Tensor, (Tensor output, Tensor balance)>
{
    private readonly ModuleList<PhmLinear> deepspeed_experts;
    private readonly ExpertGate gate;
    private readonly Tensor expert_score_weight;

    public GatedPhmBank(IReadOnlyList<PhmLinear> experts, ExpertGate gate)
        : base(nameof(GatedPhmBank))
    {
        register_module("gate", this.gate = gate);
        register_module("deepspeed_experts", deepspeed_experts = new ModuleList<PhmLinear>([.. experts]));
        var like = experts[0].parameters().First();
        expert_score_weight = zeros(experts.Count, dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        register_buffer("expert_score_weight", expert_score_weight);
    }

    public override (Tensor output, Tensor balance) forward(Tensor x) =>
        gate.Route(x, [.. deepspeed_experts.Select(e => (Func<Tensor, Tensor>)e.call)]);
}
