using Harness.Adapters.Lora;
using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Routing;

/// <summary>Where in the update the routing function stands (key <c>merge_type</c>).</summary>
public enum RoutingPlace
{
    /// <summary>In the bottleneck, before W_up. The method.</summary>
    BeforeB,

    /// <summary>
    /// After W_up, in the wide space: a negative control. The update is cubic in W_up, which starts at 0, so its gradient is 0 for ever.
    /// </summary>
    AfterB,
}

/// <summary>What a routed update looks like, apart from its widths.</summary>
/// <param name="Rank">r of one part.</param>
/// <param name="Scale">α/r.</param>
/// <param name="Enabled">Parts of a fused map that get an update; [true] for a plain map.</param>
/// <param name="Router">The routing function.</param>
/// <param name="Place">Before or after W_up.</param>
/// <param name="Joint">
/// Whether the function acts on the joint m·r bottleneck of a fused map, as in the released GPT-2 model, where query and value are thereby
/// coupled; otherwise on each part's own r.
/// </param>
/// <param name="Dropout">On both inputs, drawn apart.</param>
public sealed record RoutedLoraShape(
    int Rank,
    double Scale,
    IReadOnlyList<bool> Enabled,
    Router Router,
    RoutingPlace Place = RoutingPlace.BeforeB,
    bool Joint = false,
    double Dropout = 0
)
{
    /// <summary>m, the number of enabled parts.</summary>
    public int Parts => Enabled.Count(e => e);

    /// <summary>ρ over all parts together, or over each part's own share of the width.</summary>
    public Tensor Route(Tensor text, Tensor vision) =>
        Joint || Parts == 1
            ? Router.Apply(text, vision)
            : cat([.. text.chunk(Parts, -1).Zip(vision.chunk(Parts, -1), Router.Apply)], -1);
}

/// <summary>
/// Routed low-rank update: Δ(x) = s·ρ(x·Aᵀ, x_R·Aᵀ)·Bᵀ, with one A for hidden states and routing feature; without a function, LoRA.
/// Paper: arXiv 2403.09377, LoRA form; fused query/key/value: A has r rows for each enabled part, B is applied part by part.
/// Differs from the authors' code: see <see cref="Router"/>; parts of a fused map are routed apart unless <c>Joint</c>.
/// Shapes: x [B, T, in], x_R [B, V, in] → [B, T, out];  A [m·r, in];  B [m·out/p, r].
/// Parameters: m·r·in + m·(out/p)·r, whatever the function.   Init: A Kaiming-uniform (a = √5), B 0, so that Δ = 0.
/// </summary>
public sealed class RoutedLoraDelta : nn.Module<Tensor, PassContext, Tensor>, IMergeable
{
    private readonly LowRankFactor lora_A;
    private readonly GroupedUp lora_B;
    private readonly RoutedLoraShape shape;

    public RoutedLoraDelta(long inWidth, long outWidth, RoutedLoraShape shape, Generator generator, Placement at)
        : base(nameof(RoutedLoraDelta))
    {
        this.shape = shape;
        long[] down = [(long)shape.Parts * shape.Rank, inWidth];
        register_module("lora_A", lora_A = new LowRankFactor(Initial.Uniform(down, Initial.LinearBound(inWidth), generator, at)));
        register_module("lora_B", lora_B = new GroupedUp(outWidth, shape.Rank, shape.Enabled, at));
    }

    public static long Parameters(long inWidth, long outWidth, RoutedLoraShape shape) =>
        (long)shape.Parts * shape.Rank * inWidth + GroupedUp.Parameters(outWidth, shape.Rank, shape.Enabled);

    public string? MergeObstacle =>
        shape.Router.IsOn ? "a routed update depends on the picture, so no single weight can hold it." : null;

    public Tensor DeltaWeight() => lora_B.call(lora_A.Matrix.t()).t() * shape.Scale;

    public override Tensor forward(Tensor x, PassContext context)
    {
        var text = lora_A.call(context.Drop(x, shape.Dropout));
        if (!shape.Router.IsOn)
            return lora_B.call(text) * shape.Scale;
        var vision = lora_A.call(context.Drop(shape.Router.Feature(x, context), shape.Dropout));
        return shape.Place == RoutingPlace.AfterB
            ? lora_B.Spread(shape.Route(lora_B.Up(text), lora_B.Up(vision))) * shape.Scale
            : lora_B.call(shape.Route(text, vision)) * shape.Scale;
    }
}
