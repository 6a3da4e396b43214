using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>
/// A branch as the product that it is: h_a = z·W + b, of rank d_r + 1 at most. What reads h_a may read this instead where that is cheaper.
/// Several side by side have a leading dimension.
/// </summary>
/// <param name="Left">z [..., d_r].</param>
/// <param name="Right">W [..., d_r, d].</param>
/// <param name="Bias">b [..., d], or null.</param>
public sealed record BranchProduct(Tensor Left, Tensor Right, Tensor? Bias)
{
    /// <summary>Products of equal shapes side by side.</summary>
    public static BranchProduct Stack(IReadOnlyList<BranchProduct> products) =>
        new(
            stack(products.Select(p => p.Left)),
            stack(products.Select(p => p.Right)),
            products[0].Bias is null ? null : stack(products.Select(p => p.Bias!))
        );

    /// <summary>The same branch without a bias: [z, 1] [..., d_r + 1] by [W; b] [..., d_r + 1, d].</summary>
    public BranchProduct Joined() =>
        Bias is null
            ? this
            : new BranchProduct(
                cat([Left, ones([.. Left.shape[..^1], 1], dtype: Left.dtype, device: Left.device)], -1),
                cat([Right, Bias.unsqueeze(-2)], -2),
                null
            );
}
