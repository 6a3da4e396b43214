using static TorchSharp.torch;

namespace Harness.Adapters.Experts;

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
