using Harness.Adapters.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Routing;

/// <summary>
/// The up projection of a fused linear map: group g of the bottleneck feeds the g-th enabled part of the output, the other parts get zeros.
/// Source: <c>MergedLinear</c> of loralib, arXiv 2106.09685.   Differs from the authors' code: a product a group, not a grouped convolution.
/// Shapes: z [..., m·r] → [..., out];  weight [m·out/p, r] for p parts of which m are enabled.
/// Parameters: m·(out/p)·r.   Init: 0.
/// </summary>
public sealed class GroupedUp : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly IReadOnlyList<bool> enabled;
    private readonly long partWidth;

    /// <param name="enabled">One flag for each part of the output; a plain linear map has one part.</param>
    public GroupedUp(long outWidth, int rank, IReadOnlyList<bool> enabled, Placement at)
        : base(nameof(GroupedUp))
    {
        this.enabled = enabled;
        partWidth = outWidth / enabled.Count;
        register_parameter("weight", weight = Initial.Zeros([enabled.Count(e => e) * partWidth, rank], at));
    }

    public Parameter Matrix => weight;

    public static long Parameters(long outWidth, int rank, IReadOnlyList<bool> enabled) =>
        enabled.Count(e => e) * (outWidth / enabled.Count) * rank;

    public override Tensor forward(Tensor z) => Spread(Up(z));

    /// <summary>[..., m·r] → [..., m·out/p], the enabled parts side by side.</summary>
    public Tensor Up(Tensor z)
    {
        var rank = weight.shape[1];
        var groups = weight.shape[0] / partWidth;
        var parts = Enumerable
            .Range(0, (int)groups)
            .Select(g => nn.functional.linear(z.narrow(-1, g * rank, rank), weight.narrow(0, g * partWidth, partWidth)))
            .ToArray();
        return parts.Length == 1 ? parts[0] : cat(parts, -1);
    }

    /// <summary>[..., m·out/p] → [..., out], zeros in the parts that are not enabled.</summary>
    public Tensor Spread(Tensor updates)
    {
        if (enabled.All(e => e))
            return updates;
        var next = 0;
        return cat(
            [
                .. enabled.Select(on =>
                    on
                        ? updates.narrow(-1, next++ * partWidth, partWidth)
                        : zeros([.. updates.shape[..^1], partWidth], dtype: updates.dtype, device: updates.device)
                ),
            ],
            -1
        );
    }
}
