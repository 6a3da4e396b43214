using Harness.Adapters.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Lora;

/// <summary>
/// Low-rank update of an embedding table: Δ(i) = s·B·A[:, i].
/// Paper: LoRA, arXiv 2106.09685; this layer as in PEFT (<c>lora.layer.Embedding</c>), which applies no dropout here.
/// Differs from PEFT: a padding index is not seen, so that its column learns like the others; nor is a cap of the norm.
/// Shapes: ids [...] → [..., d];  A [r, V];  B [d, r];  weight and ΔWᵀ [V, d].   Names: <c>lora_embedding_A</c>, <c>lora_embedding_B</c>.
/// Parameters: r·(V + d).   Rank of ΔW: ≤ r.   Init: A 0, so that Δ = 0; B ~ N(0, 1).
/// </summary>
public sealed class LoraEmbeddingDelta : nn.Module<Tensor, PassContext, Tensor>, IMergeable
{
    private readonly Parameter lora_embedding_A;
    private readonly Parameter lora_embedding_B;
    private readonly double scale;

    public LoraEmbeddingDelta(long vocabulary, long width, int rank, double scale, Generator generator, Placement at)
        : base(nameof(LoraEmbeddingDelta))
    {
        this.scale = scale;
        register_parameter("lora_embedding_A", lora_embedding_A = Initial.Zeros([rank, vocabulary], at));
        register_parameter("lora_embedding_B", lora_embedding_B = Initial.Normal([width, rank], 1, generator, at));
    }

    public string? MergeObstacle => null;

    public Tensor DeltaWeight() => lora_embedding_B.matmul(lora_embedding_A) * scale;

    public override Tensor forward(Tensor ids, PassContext context)
    {
        var z = lora_embedding_A.index_select(1, ids.flatten()).t(); // [ids, r]
        return (z.matmul(lora_embedding_B.t()) * scale).reshape([.. ids.shape, lora_embedding_B.shape[0]]);
    }
}

/// <summary>
/// Low-rank update of a two-dimensional convolution: Δ(x) = s·B ∗ (A ∗ Drop(x)), A with the layer's kernel, B with one of a single point.
/// Paper: LoRA, arXiv 2106.09685; this layer as in PEFT (<c>lora.layer.Conv2d</c>): A has the layer's stride and padding, B its groups.
/// Differs from PEFT: A also has the layer's dilation and kind of padding; there, layers with another than the usual one give wrong shapes or values.
/// Shapes: x [B, c, H, W] → [B, o, H', W'];  A [r, c, k_h, k_w];  B [o, r/groups, 1, 1].   Names: <c>lora_A.weight</c>, <c>lora_B.weight</c>.
/// Parameters: r·(c·k_h·k_w + o/groups).   Rank of ΔW [o, c·k_h·k_w]: ≤ r.   Init: A Kaiming-uniform with a = √5; B 0, so that Δ = 0.
/// </summary>
public sealed class LoraConvDelta : nn.Module<Tensor, PassContext, Tensor>, IMergeable
{
    private readonly Conv2d lora_A;
    private readonly Conv2d lora_B;
    private readonly double scale;
    private readonly double dropout;

    public LoraConvDelta(Conv2d layer, int rank, double scale, double dropout, Generator generator, Placement at)
        : base(nameof(LoraConvDelta))
    {
        (this.scale, this.dropout) = (scale, dropout);
        register_module("lora_A", lora_A = Down(layer, rank));
        register_module(
            "lora_B",
            lora_B = nn.Conv2d(rank, layer.out_channels, 1, groups: layer.groups, bias: false, device: META)
        );
        var fanIn = layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1];
        lora_A.weight = Initial.Uniform(lora_A.weight.shape, Initial.LinearBound(fanIn), generator, at);
        lora_B.weight = Initial.Zeros(lora_B.weight.shape, at);
    }

    public string? MergeObstacle =>
        lora_B.groups == 1
            ? null
            : $"the layer has {lora_B.groups} groups, and the update mixes channels of all, so that its weight cannot hold it.";

    public Tensor DeltaWeight() => (lora_B.weight.flatten(1).matmul(lora_A.weight.flatten(1)) * scale).reshape(Shape());

    public static long Parameters(Conv2d layer, int rank) =>
        rank * (layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1] + layer.out_channels / layer.groups);

    public override Tensor forward(Tensor x, PassContext context) => lora_B.call(lora_A.call(context.Drop(x, dropout))) * scale;

    private long[] Shape() => [lora_B.out_channels, .. lora_A.weight.shape[1..]];

    // Without values, which are drawn from the method's own generator.
    private static Conv2d Down(Conv2d layer, int rank)
    {
        (long, long) Two(long[] sizes) => (sizes[0], sizes[1]);
        return layer.padding_type is { } padding
            ? nn.Conv2d(
                layer.in_channels,
                rank,
                Two(layer.kernel_size),
                padding,
                Two(layer.stride),
                Two(layer.dilation),
                layer.padding_mode,
                bias: false,
                device: META
            )
            : nn.Conv2d(
                layer.in_channels,
                rank,
                Two(layer.kernel_size),
                Two(layer.stride),
                Two(layer.padding!),
                Two(layer.dilation),
                layer.padding_mode,
                bias: false,
                device: META
            );
    }
}
