using Harness.Adapters.Experts;
using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// MixPHM adapter with a learned gate at both banks: out = h + gated up(Drop(f(gated down(h)))).
/// Source: option <c>add_gate</c> of the MixPHM code.   Differs from the authors' code: no; like there, γ is not applied on this path.
/// Shapes: h [B, L, d] → [B, L, d].   Parameters: those of <see cref="MixPhmModule"/>, + N_dn·d + N_up·d_r.
/// The sum of both banks' balance losses goes to the pass's trace.
/// </summary>
public sealed class GatedMixPhmModule : ResidualAdapter
{
    private readonly GatedPhmBank MoA_A;
    private readonly GatedPhmBank MoA_B;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public GatedMixPhmModule(SiteAddress address, GatedPhmBank down, GatedPhmBank up, string nonLinearity, double dropout)
        : base(nameof(GatedMixPhmModule), address)
    {
        this.dropout = dropout;
        activation = Activation.Named(nonLinearity);
        register_module("MoA_A", MoA_A = down);
        register_module("MoA_B", MoA_B = up);
    }

    private protected override (Tensor, BranchProduct?) Branch(Tensor h, PassContext context)
    {
        var (down, downBalance) = MoA_A.call(h);
        var (branch, upBalance) = MoA_B.call(context.Drop(activation(down), dropout));
        context.Trace?.AddBalance(Address, downBalance + upBalance);
        return (branch, null);
    }
}

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

/// <summary>
/// MixPHM in the pair layout: an expert is a whole adapter (down and up together), nothing but the rule is shared.
/// out = h + PHMᵘᵖ_e(Drop(f(PHMᵈⁿ_e(h)))).
/// Source: class <c>PHMAdapterMoE</c> of <c>phm_moe_adapter.py</c>, which the authors' model does not use; γ has no part in it.
/// Differs from the authors' code: the averaged expert is built once per evaluation.
/// Shapes: h [B, L, d] → [B, L, d].   Parameters: N·(2·k·(d + d_r) + d_r + d).   Init: the experts are drawn independently.
/// </summary>
public sealed class PairedMixPhmModule : ResidualAdapter
{
    private readonly ModuleList<PhmPair> experts;
    private readonly Tensor expert_score_weight;
    private readonly int inferenceLevel;
    private readonly Func<Tensor, Tensor> activation;

    public PairedMixPhmModule(SiteAddress address, IReadOnlyList<PhmPair> pairs, string nonLinearity, int inferenceLevel)
        : base(nameof(PairedMixPhmModule), address)
    {
        this.inferenceLevel = inferenceLevel;
        activation = Activation.Named(nonLinearity);
        var like = pairs[0].parameters().First();
        register_module("experts", experts = new ModuleList<PhmPair>([.. pairs]));
        expert_score_weight = zeros(pairs.Count, dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        register_buffer("expert_score_weight", expert_score_weight);
    }

    private protected override (Tensor, BranchProduct?) Branch(Tensor h, PassContext context)
    {
        var branch =
            context.Training ? experts[context.DrawExpert(experts.Count, Address.Path)].call(h, context)
            : inferenceLevel == InferenceLevel.Weights ? context.Cached(this, Average).Apply(h, activation)
            : ExpertMixing.Combine([.. experts.Select(e => e.call(h, context))], inferenceLevel, context, Address.Path);
        return (branch, null);
    }

    private AveragedPair Average()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        double[] weights = [.. expert_score_weight.to_type(ScalarType.Float64).cpu().softmax(0).data<double>().ToArray()];
        PhmOperator Mean(Func<PhmPair, PhmLinear> side)
        {
            var factors = PhmFactors.Average([.. experts.Select(e => side(e).Factors)], weights);
            return PhmOperator.Prepare(factors, PhmCost.Choose(factors.Shape, tokens: 1, built: true)).Kept();
        }
        return new AveragedPair(Mean(e => e.DownSampler), Mean(e => e.UpSampler));
    }

    private sealed record AveragedPair(PhmOperator Down, PhmOperator Up) : IDisposable
    {
        public Tensor Apply(Tensor h, Func<Tensor, Tensor> activation) => Up.Apply(activation(Down.Apply(h)));

        public void Dispose()
        {
            Down.Dispose();
            Up.Dispose();
        }
    }
}

/// <summary>
/// One whole PHM adapter: out = h + PHMᵘᵖ(Drop(f(PHMᵈⁿ(h)))).
/// Paper: Compacter, arXiv 2106.04647, section 4 (with dropout 0), and one expert of MixPHM's pair layout.
/// Shapes: h [B, L, d] → branch [B, L, d].   Parameters: k·(d + d_r)·2 + d_r + d.
/// </summary>
public sealed class PhmPair : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly PhmLinear down_sampler;
    private readonly PhmLinear up_sampler;
    private readonly Func<Tensor, Tensor> activation;
    private readonly double dropout;

    public PhmPair(PhmLinear down, PhmLinear up, string nonLinearity, double dropout)
        : base(nameof(PhmPair))
    {
        this.dropout = dropout;
        activation = Activation.Named(nonLinearity);
        register_module("down_sampler", down_sampler = down);
        register_module("up_sampler", up_sampler = up);
    }

    public PhmLinear DownSampler => down_sampler;

    public PhmLinear UpSampler => up_sampler;

    /// <summary>The branch h_a, without the residual.</summary>
    public override Tensor forward(Tensor h, PassContext context) =>
        up_sampler.call(context.Drop(activation(down_sampler.call(h)), dropout));
}
