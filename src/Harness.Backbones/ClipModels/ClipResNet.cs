using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.ClipModels;

/// <summary>
/// CLIP's residual network, whose grid features VL-Adapter reads; frozen in both papers, so its batch norms keep their statistics.
/// Radford et al. 2021, arXiv 2103.00020. Parameter names are those of the released weights (<c>visual.layer1.0.conv1.weight</c>); the text
/// tower beside them is not read. Parameters: see <see cref="ClipResNetConfig.ParameterCount"/>.
/// </summary>
public sealed class ClipResNet : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly List<(Convolution Convolution, FixedBatchNorm Norm)> stem = [];
    private readonly List<ClipBottleneck> blocks = [];
    private readonly ClipAttentionPool pool;

    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public ClipResNet(
        ClipResNetConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32
    )
        : base(config.Name)
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        (Config, builder) = (config, new BackboneBuilder(new WeightSource(generator, device, dtype)));
        var visual = new PartGroup("visual");
        var (weights, half) = (builder.Weights, config.Width / 2);
        foreach (var (i, from, to) in new[] { (1, 3, half), (2, half, half), (3, half, config.Width) })
            stem.Add(
                (
                    visual.Add($"conv{i}", new Convolution(weights, from, to, 3, stride: i == 1 ? 2 : 1)),
                    visual.Add($"bn{i}", new FixedBatchNorm(weights, to))
                )
            );
        var input = config.Width;
        for (var stage = 0; stage < config.Layers.Count; stage++)
        {
            var (list, width) = (visual.Add($"layer{stage + 1}", new PartGroup("layer")), config.Width << stage);
            for (var block = 0; block < config.Layers[stage]; block++, input = 4 * width)
                blocks.Add(
                    list.Add(
                        new ClipBottleneck(weights, input, width, first: block == 0, stride: block == 0 && stage > 0 ? 2 : 1)
                    )
                );
        }
        pool = visual.Add("attnpool", new ClipAttentionPool(config, builder, new Place("visual.attnpool", "vision")));
        register_module("visual", visual);
        BackboneBuilder.Settle(this);
    }

    public ClipResNetConfig Config { get; }

    public string Name => Config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => Config.ParameterCount;

    /// <summary>Whether batch norms read batches and learn their statistics, as in pre-training only.</summary>
    public void AdaptNorms(bool adapting)
    {
        foreach (var norm in modules().OfType<FixedBatchNorm>())
            norm.Adapting = adapting;
    }

    /// <summary>The last stage's map: pixels [B, 3, H, W], normalised as CLIP expects → [B, f, H/32, W/32].</summary>
    public Tensor Grid(Tensor pixels)
    {
        var x = pixels;
        foreach (var (convolution, norm) in stem)
            x = norm.call(convolution.call(x)).relu();
        x = nn.functional.avg_pool2d(x, 2);
        foreach (var block in blocks)
            x = block.call(x);
        return x;
    }

    /// <summary>VL-Adapter's features of a map: adaptive max pooling to side × side cells, row by row. Shapes: [B, f, h, w] → [B, side², f].</summary>
    public static Tensor Cells(Tensor grid, long side = 6) =>
        nn.functional.adaptive_max_pool2d(grid, [side, side]).flatten(2).transpose(1, 2);

    /// <summary>The pictures' embeddings in the joint space, [B, out], from their maps; these must have the size that the model was made for.</summary>
    public Tensor Embed(Tensor grid, PassContext context) => pool.Forward(grid, context);
}

/// <summary>
/// A residual block of CLIP's network: 1×1 → 3×3 → 1×1 convolutions with batch norms; where it shrinks, an average pool stands before the last
/// convolution, and one on the shortcut. Shapes: [B, c, H, W] → [B, 4w, H/s, W/s].
/// </summary>
internal sealed class ClipBottleneck : TensorPart
{
    private readonly Convolution conv1,
        conv2,
        conv3;
    private readonly FixedBatchNorm bn1,
        bn2,
        bn3;
    private readonly (Convolution Convolution, FixedBatchNorm Norm)? shortcut;
    private readonly long stride;

    /// <param name="first">The first block of a stage, whose shortcut changes the width.</param>
    public ClipBottleneck(WeightSource weights, long inWidth, long width, bool first, long stride)
        : base(nameof(ClipBottleneck))
    {
        this.stride = stride;
        register_module("conv1", conv1 = new Convolution(weights, inWidth, width, 1));
        register_module("bn1", bn1 = new FixedBatchNorm(weights, width));
        register_module("conv2", conv2 = new Convolution(weights, width, width, 3));
        register_module("bn2", bn2 = new FixedBatchNorm(weights, width));
        register_module("conv3", conv3 = new Convolution(weights, width, 4 * width, 1));
        register_module("bn3", bn3 = new FixedBatchNorm(weights, 4 * width));
        if (!first)
            return;
        var group = new PartGroup("downsample");
        shortcut = (
            group.Add("0", new Convolution(weights, inWidth, 4 * width, 1)),
            group.Add("1", new FixedBatchNorm(weights, 4 * width))
        );
        register_module("downsample", group);
    }

    public override Tensor forward(Tensor x)
    {
        var y = bn1.call(conv1.call(x)).relu();
        y = bn3.call(conv3.call(Pooled(bn2.call(conv2.call(y)).relu())));
        return (y + (shortcut is { } s ? s.Norm.call(s.Convolution.call(Pooled(x))) : x)).relu();
    }

    private Tensor Pooled(Tensor x) => stride == 1 ? x : nn.functional.avg_pool2d(x, stride);
}

/// <summary>
/// CLIP's attention pooling: the mean of the cells asks all cells and itself. Shapes: grid [B, f, H, W] → [B, out].
/// Parameters: (H·W + 1)·f + 3(f² + f) + f·out + out.
/// </summary>
internal sealed class ClipAttentionPool : Part
{
    private readonly Parameter positions;
    private readonly HeadMixer mixer;
    private readonly Projection output;

    public ClipAttentionPool(ClipResNetConfig config, BackboneBuilder builder, Place place)
        : base(nameof(ClipAttentionPool))
    {
        var (d, std) = (config.FeatDim, 1 / Math.Sqrt(config.FeatDim));
        register_parameter(
            "positional_embedding",
            positions = new Parameter(builder.Weights.Normal(std, config.Side * config.Side + 1, d))
        );
        var group = new PartGroup("attnpool");
        mixer = builder.QueryKeyValue(
            group,
            place,
            SubLayer.Head,
            ("q_proj", "k_proj", "v_proj"),
            d,
            config.Heads,
            std,
            dropout: 0
        );
        foreach (var (name, child) in group.named_children().ToList())
            register_module(name, child);
        output = builder.Projection(place.Child("c_proj"), SiteRole.Other, SubLayer.Head, d, config.OutputDim, std, bias: true);
        register_module("c_proj", output);
    }

    public Tensor Forward(Tensor grid, PassContext context)
    {
        var cells = grid.flatten(2).transpose(1, 2); // [B, H·W, f]
        var x = cat([cells.mean([1L], keepdim: true), cells], 1) + positions;
        return output.call(mixer.Mix(x.narrow(1, 0, 1), x, null, null, context), context).squeeze(1);
    }
}
