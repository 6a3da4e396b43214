using static TorchSharp.torch;

namespace Harness.Adapters.Numerics;

/// <summary>Means over the positions that count.</summary>
public static class MaskedMean
{
    /// <summary>
    /// Shapes: states [B, L, d], mask [B, L], not zero where a position counts → [B, d], or [B, 1, d] with <paramref name="keepDim"/>; zeros
    /// where none counts.
    /// </summary>
    public static Tensor Of(Tensor states, Tensor mask, bool keepDim = false)
    {
        var weight = mask.ne(0).to_type(states.dtype).unsqueeze(-1); // [B, L, 1]
        return (states * weight).sum(1, keepdim: keepDim) / weight.sum(1, keepdim: keepDim).clamp(min: 1);
    }
}
