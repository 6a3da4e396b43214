using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
