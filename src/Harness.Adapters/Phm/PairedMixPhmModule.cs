using Harness.Adapters.Experts;
using Harness.Adapters.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// MixPHM in the pair layout: an expert is a whole adapter (down and up together), nothing but the rule is shared.
/// out = h + PHMᵘᵖ_e(Drop(f(PHMᵈⁿ_e(h)))).
/// Source: class <c>PHMAdapterMoE</c> of <c>phm_moe_adapter.py</c>, which the authors' model does not use; γ has no part in it.
/// Differs from the authors' code: the averaged expert is built once per evaluation.
/// Shapes: h [B, L, d] → [B, L, d].   Parameters: N·(2·k·(d + d_r) + d_r + d).   Init: the experts are drawn independently.
/// </summary>
public sealed class PairedMixPhmModule : nn.Module<Tensor, PassContext, Tensor>
{
    private readonly ModuleList<PhmPair> experts;
    private readonly Tensor expert_score_weight;
    private readonly SiteAddress address;
    private readonly int inferenceLevel;
    private readonly Func<Tensor, Tensor> activation;

    public PairedMixPhmModule(SiteAddress address, IReadOnlyList<PhmPair> pairs, string nonLinearity, int inferenceLevel)
        : base(nameof(PairedMixPhmModule))
    {
        (this.address, this.inferenceLevel) = (address, inferenceLevel);
        activation = Activation.Named(nonLinearity);
        var like = pairs[0].parameters().First();
        register_module("experts", experts = new ModuleList<PhmPair>([.. pairs]));
        expert_score_weight = zeros(pairs.Count, dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        register_buffer("expert_score_weight", expert_score_weight);
    }

    public override Tensor forward(Tensor h, PassContext context)
    {
        var branch =
            context.Training ? experts[context.DrawExpert(experts.Count, address.Path)].call(h, context)
            : inferenceLevel == InferenceLevel.Weights ? context.Cached(this, Average).Apply(h, activation)
            : ExpertMixing.Combine([.. experts.Select(e => e.call(h, context))], inferenceLevel, context, address.Path);
        context.Trace?.Add(address, h, branch);
        return h + branch;
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
