using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>A branch as the product that it is: h_a = z·W + b, of rank d_r + 1 at most. What reads h_a may read this instead where that is cheaper.</summary>
/// <param name="Left">z [B, L, d_r].</param>
/// <param name="Right">W [d_r, d].</param>
/// <param name="Bias">b [d], or null.</param>
public sealed record BranchProduct(Tensor Left, Tensor Right, Tensor? Bias);
