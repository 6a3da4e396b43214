using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
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
    private readonly Kernel lora_A;
    private readonly Kernel lora_B;
    private readonly long groups;
    private readonly long[] strides;
    private readonly long[] dilation;
    private readonly long[] padding; // left, right, above, below
    private readonly PaddingModes mode;
    private readonly double scale;
    private readonly double dropout;

    public LoraConvDelta(Conv2d layer, int rank, double scale, double dropout, Generator generator, Placement at)
        : base(nameof(LoraConvDelta))
    {
        (this.scale, this.dropout, groups) = (scale, dropout, layer.groups);
        (strides, dilation) = (layer.stride, layer.dilation);
        mode = layer.padding_mode == PaddingModes.Zeros ? PaddingModes.Constant : layer.padding_mode;
        padding = [.. Around(layer, 1), .. Around(layer, 0)];
        long[] down = [rank, layer.in_channels, .. layer.kernel_size];
        var fanIn = down[1] * down[2] * down[3];
        register_module("lora_A", lora_A = new Kernel(Initial.Uniform(down, Initial.LinearBound(fanIn), generator, at)));
        register_module("lora_B", lora_B = new Kernel(Initial.Zeros([layer.out_channels, rank / groups, 1, 1], at)));
    }

    public string? MergeObstacle =>
        groups == 1
            ? null
            : $"the layer has {groups} groups, and the update mixes channels of all, so that its weight cannot hold it.";

    public Tensor DeltaWeight() =>
        (lora_B.Weight.flatten(1).matmul(lora_A.Weight.flatten(1)) * scale).reshape([
            lora_B.Weight.shape[0],
            .. lora_A.Weight.shape[1..],
        ]);

    public static long Parameters(Conv2d layer, int rank) =>
        rank * (layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1] + layer.out_channels / layer.groups);

    public override Tensor forward(Tensor x, PassContext context)
    {
        if (x.dim() == 3)
            return forward(x.unsqueeze(0), context).squeeze(0);
        var padded = nn.functional.pad(context.Drop(x, dropout), padding, mode);
        var z = Convolutions.Conv2d(padded, lora_A.Weight, strides, dilation: dilation); // [B, r, H', W']
        var up = lora_B.Weight.reshape(groups, -1, lora_B.Weight.shape[1]); // [groups, o/groups, r/groups]
        var y = up.matmul(z.reshape(z.shape[0], groups, up.shape[2], -1));
        return (y * scale).reshape(z.shape[0], -1, z.shape[2], z.shape[3]);
    }

    // What is added before and behind along a dimension.
    private static long[] Around(Conv2d layer, int dimension)
    {
        if (layer.padding is { } both)
            return [both[dimension], both[dimension]];
        var whole = layer.padding_type == Padding.Same ? layer.dilation[dimension] * (layer.kernel_size[dimension] - 1) : 0;
        return [whole / 2, whole - whole / 2];
    }

    /// <summary>Holds the weight of a convolution under its name.</summary>
    private sealed class Kernel : nn.Module
    {
        private readonly Parameter weight;

        public Kernel(Parameter weight)
            : base(nameof(Kernel)) => register_parameter("weight", this.weight = weight);

        public Parameter Weight => weight;
    }
}
