using Harness.Adapters.Lora;
using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Routing;

/// <summary>Variants with separate down projections for text and picture (key <c>split_type</c>).</summary>
public enum SplitKind
{
    /// <summary>One shared down projection; not a split.</summary>
    None,

    /// <summary>Both paths go d → q → r on their own, then the function at width r.</summary>
    Split,

    /// <summary>The function at width q = r/4, then q → r.</summary>
    SplitMerge,

    /// <summary>As before, plus the text path and a layer norm at width q.</summary>
    SplitMergeRes,

    /// <summary>Cross-attention from text to picture with four heads at width q: LoRA with cross-attention.</summary>
    SplitAttn,
}

/// <summary>
/// Low-rank update with separate down projections for text (t) and routing feature (v); q = r/4 for each of m enabled parts.
/// Paper: arXiv 2403.09377, ablation and cross-attention baseline; classes <c>…Split</c>, <c>…SplitMerge</c>, <c>…SplitMergeRes</c>, <c>…SplitAttn</c>.
/// Differs from the authors' code: see <see cref="Router"/>; parts of a fused map are routed apart unless <c>Joint</c>.
/// Shapes: x [B, T, in], x_R [B, V, in] → [B, T, out]; inner widths m·q and m·r.
/// Parameters: 2·in·mq + B's m·(out/p)·r, + 2·mq·mr (split), mq·mr (merge; + 2·mq with its norm), or 4·(mq)² + mq·mr (attention).
/// Init: down and inner maps Kaiming-uniform (a = √5), layer norm 1 and 0, B 0, so that Δ = 0.
/// </summary>
public sealed class SplitLoraDelta : nn.Module<Tensor, PassContext, Tensor>, IMergeable
{
    /// <summary>Attention heads of <see cref="SplitKind.SplitAttn"/>.</summary>
    internal const int Heads = 4;

    private readonly Dictionary<string, LowRankFactor> maps = [];
    private readonly LayerNorm? layer_norm;
    private readonly GroupedUp lora_B;
    private readonly RoutedLoraShape shape;
    private readonly SplitKind kind;

    public SplitLoraDelta(long inWidth, long outWidth, SplitKind kind, RoutedLoraShape shape, Generator generator, Placement at)
        : base(nameof(SplitLoraDelta))
    {
        (this.kind, this.shape) = (kind, shape);
        foreach (var (name, from, to) in Maps(inWidth, kind, shape))
            register_module(
                name,
                maps[name] = new LowRankFactor(Initial.Uniform([to, from], Initial.LinearBound(from), generator, at))
            );
        if (kind == SplitKind.SplitMergeRes)
            register_module("layer_norm", layer_norm = nn.LayerNorm(Inner(shape), dtype: at.Dtype, device: at.Device));
        register_module("lora_B", lora_B = new GroupedUp(outWidth, shape.Rank, shape.Enabled, at));
    }

    public string MergeObstacle =>
        "an update with a separate path for the picture depends on the picture, so no single weight can hold it.";

    public Tensor DeltaWeight() => throw new InvalidOperationException(MergeObstacle);

    public static long Parameters(long inWidth, long outWidth, SplitKind kind, RoutedLoraShape shape) =>
        Maps(inWidth, kind, shape).Sum(m => m.from * m.to)
        + (kind == SplitKind.SplitMergeRes ? 2 * Inner(shape) : 0)
        + GroupedUp.Parameters(outWidth, shape.Rank, shape.Enabled);

    public override Tensor forward(Tensor x, PassContext context)
    {
        var text = Map("lora_A_text", context.Drop(x, shape.Dropout));
        var vision = Map("lora_A_img", context.Drop(shape.Router.Feature(x, context), shape.Dropout));
        var z = kind switch
        {
            SplitKind.Split => shape.Route(Map("lora_A_text_up", text), Map("lora_A_img_up", vision)),
            SplitKind.SplitMerge => Map("lora_A_up", shape.Route(text, vision)),
            SplitKind.SplitMergeRes => Map("lora_A_up", layer_norm!.call(shape.Route(text, vision) + text)),
            _ => Map("lora_A_query_up", Map("lora_A_attn_out", context.Drop(Attend(text, vision, context), shape.Dropout))),
        };
        return lora_B.call(z) * shape.Scale;
    }

    private Tensor Map(string name, Tensor x) => maps[name].call(x);

    // softmax(Q·Kᵀ/√(width of a head))·V over the vision tokens.
    private Tensor Attend(Tensor text, Tensor vision, PassContext context)
    {
        static Tensor Split(Tensor x) => x.reshape(x.shape[0], x.shape[1], Heads, x.shape[2] / Heads).transpose(1, 2); // [B, 4, L, w]
        var key = Split(Map("lora_A_img_key", context.Drop(vision, shape.Dropout)));
        var value = Split(Map("lora_A_img_value", context.Drop(vision, shape.Dropout)));
        var query = Split(Map("lora_A_text_query", text));
        var weights = (query.matmul(key.transpose(-2, -1)) / Math.Sqrt(query.shape[3])).softmax(-1);
        return weights.matmul(value).transpose(1, 2).reshape(text.shape);
    }

    /// <summary>m·q, the width at which text and picture meet.</summary>
    internal static long Inner(RoutedLoraShape shape) => (long)(shape.Rank / 4) * shape.Parts;

    private static IEnumerable<(string name, long from, long to)> Maps(long inWidth, SplitKind kind, RoutedLoraShape shape)
    {
        var (inner, wide) = (Inner(shape), (long)shape.Rank * shape.Parts);
        yield return ("lora_A_text", inWidth, inner);
        yield return ("lora_A_img", inWidth, inner);
        foreach (
            var (name, to) in kind switch
            {
                SplitKind.Split => [("lora_A_text_up", wide), ("lora_A_img_up", wide)],
                SplitKind.SplitAttn =>
                [
                    ("lora_A_text_query", inner),
                    ("lora_A_img_key", inner),
                    ("lora_A_img_value", inner),
                    ("lora_A_query_up", wide),
                    ("lora_A_attn_out", inner),
                ],
                _ => new[] { ("lora_A_up", wide) },
            }
        )
            yield return (name, inner, to);
    }
}
