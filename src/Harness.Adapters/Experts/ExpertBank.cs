using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Experts;

/// <summary>What a bank of experts does outside training (key <c>inference_level</c>, 0 to 3 as in the authors' code).</summary>
public static class InferenceLevel
{
    /// <summary>Every expert runs; each token takes one at random.</summary>
    public const int Token = 0;

    /// <summary>Every expert runs; each sample takes one at random.</summary>
    public const int Sentence = 1;

    /// <summary>Mean of the experts' outputs.</summary>
    public const int Outputs = 2;

    /// <summary>One expert whose tensors are the means of the experts' tensors. The published setting.</summary>
    public const int Weights = 3;

    /// <summary>A line for a number of experts or a level that does not exist.</summary>
    public static IEnumerable<string> Problems(int numExperts, int level)
    {
        if (numExperts < 1)
            yield return $"num_experts: {numExperts} is below 1.";
        if (level is < Token or > Weights)
            yield return $"inference_level: {level} does not exist; 0 token, 1 sentence, 2 mean of outputs, 3 mean of weights.";
    }
}

/// <summary>
/// Inference levels 0 to 2: combines the outputs of all experts of a bank.
/// Shapes: each output [B, L, q]; result [B, L, q].
/// </summary>
public static class ExpertMixing
{
    /// <param name="outputs">The experts' outputs, computed on demand.</param>
    /// <param name="level">0, 1 or 2.</param>
    public static Tensor Combine(IReadOnlyList<Tensor> outputs, int level, PassContext context, string where)
    {
        if (level == InferenceLevel.Outputs)
            return stack(outputs, 0).mean([0L]);
        var y = outputs[0];
        // A token or a whole sample takes one expert: one draw for each leading index at that level.
        var leading = level == InferenceLevel.Token ? y.shape[..^1] : y.shape[..1];
        var draws = new long[leading.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < draws.Length; i++)
            draws[i] = context.DrawExpert(outputs.Count, where);
        long[] broadcast = [.. leading, .. Enumerable.Repeat(1L, (int)y.ndim - leading.Length)];
        var chosen = tensor(draws, device: y.device).reshape(broadcast);
        return outputs.Select((o, e) => o * chosen.eq(e).to_type(o.dtype)).Aggregate((sum, next) => sum + next);
    }
}

/// <summary>
/// A bank of experts of one shape. Training: one expert is drawn for the whole pass, and the others get no gradient at all.
/// Inference: one of the four <see cref="InferenceLevel"/>s.
/// Names: <c>deepspeed_experts.{e}…</c>; the frozen mixing scores <c>expert_score_weight</c> [N] are a buffer, so they are saved and never counted.
/// Source: <c>PHMExpert</c> and <c>MixtureSoup</c> of the MixPHM code, after AdaMix, arXiv 2205.12410.
/// Differs from the authors' code: a bank of one costs no draw; the averaged expert is built once per evaluation, not at every forward.
/// Shapes: x [B, L, p] → [B, L, q].
/// </summary>
public abstract class ExpertBank<TExpert> : nn.Module<Tensor, PassContext, Tensor>
    where TExpert : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<TExpert> deepspeed_experts;
    private readonly Tensor expert_score_weight;
    private readonly int inferenceLevel;

    /// <param name="experts">At least one; they usually start as copies of one another.</param>
    protected ExpertBank(string name, IReadOnlyList<TExpert> experts, int inferenceLevel)
        : base(name)
    {
        this.inferenceLevel = inferenceLevel;
        var like = experts[0].parameters().First();
        deepspeed_experts = new ModuleList<TExpert>([.. experts]);
        register_module("deepspeed_experts", deepspeed_experts);
        expert_score_weight = zeros(experts.Count, dtype: like.dtype, device: like.device).DetachFromDisposeScope();
        register_buffer("expert_score_weight", expert_score_weight);
    }

    public IReadOnlyList<TExpert> Experts => [.. deepspeed_experts];

    /// <summary>Mixing weights of level 3: softmax of the frozen scores, 1/N unless a checkpoint brought other scores.</summary>
    public IReadOnlyList<double> MixingWeights()
    {
        using var scope = NewDisposeScope();
        return [.. expert_score_weight.to_type(ScalarType.Float64).cpu().softmax(0).data<double>().ToArray()];
    }

    /// <summary>The averaged expert as a function of x, kept for as long as <paramref name="context"/> lives.</summary>
    protected abstract Func<Tensor, Tensor> Averaged(PassContext context);

    /// <summary>Draws the expert that a training pass goes through.</summary>
    protected TExpert Drawn(PassContext context) => deepspeed_experts[context.DrawExpert(deepspeed_experts.Count, GetName())];

    public override Tensor forward(Tensor x, PassContext context)
    {
        if (context.Training)
            return Drawn(context).call(x);
        return inferenceLevel == InferenceLevel.Weights
            ? Averaged(context)(x)
            : ExpertMixing.Combine([.. deepspeed_experts.Select(e => e.call(x))], inferenceLevel, context, GetName());
    }
}
