using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private const string Fused = "scaled_dot_product_attention";

            /// <summary>
            /// softmax(q·kᵀ/√d + mask)·v; q [..., L, d], k [..., S, d], v [..., S, e] → [..., L, e]. A mask is true (or 0) where a
            /// position may be attended to. The last parameter is spelt as in the published package.
            /// </summary>
            /// <exception cref="ArgumentException">A mask is given although the attention is causal.</exception>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0,
                bool is_casual = false)
            {
                if (p < 0)
                    throw new ArgumentException("Dropout probability must be greater than or equal to zero.");
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Casual attention masking cannot pass a mask.");
                return Op.Exists(Fused)
                    ? Op.Call(Fused, query, key, value, attn_mask, p, is_casual)
                    : Composed(query, key, value, attn_mask, p, is_casual);
            }

            // libtorch before 2.0 has no public operator.
            private static Tensor Composed(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                using var scope = NewDisposeScope();
                var scores = query.matmul(key.transpose(-2, -1)) * (1 / Math.Sqrt(query.size(-1)));
                if (causal)
                    mask = ones([query.size(-2), key.size(-2)], ScalarType.Bool, query.device).tril();
                if (mask is { dtype: ScalarType.Bool })
                    scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
                else if (mask is not null)
                    scores = scores + mask;
                return dropout(scores.softmax(-1), p, training: p > 0).matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
