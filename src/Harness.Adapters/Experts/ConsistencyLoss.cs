using static TorchSharp.torch;

namespace Harness.Adapters.Experts;

/// <summary>
/// Symmetric KL divergence between the predictions of two stochastic passes over one batch (other experts, other dropout), the target of
/// each direction detached: ½·[KL(q̄ ‖ p) + KL(p̄ ‖ q)], summed over the vocabulary and averaged over the N rows, padding included. Weight 1.
/// Paper: AdaMix, arXiv 2205.12410, eq. 5.   Differs from the authors' code: no (option <c>use_consistency_loss</c> of the MixPHM code).
/// Shapes: both logits [N, V] (or [B, L, V]) → scalar.
/// </summary>
public static class ConsistencyLoss
{
    public static Tensor Loss(Tensor first, Tensor second)
    {
        var (p, q) = (first.reshape(-1, first.shape[^1]), second.reshape(-1, second.shape[^1]));
        return (Divergence(p, q) + Divergence(q, p)) * 0.5;
    }

    // KL(softmax(target) ‖ softmax(input)) per row; no gradient reaches the target.
    private static Tensor Divergence(Tensor input, Tensor target)
    {
        var log = target.detach().log_softmax(-1);
        return (log.exp() * (log - input.log_softmax(-1))).sum() / input.shape[0];
    }
}
