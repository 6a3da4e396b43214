using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.ClipModels;

/// <summary>What CLIP says about a picture.</summary>
/// <param name="State">[B, N, d], without the final norm.</param>
/// <param name="Pooled">[B, d]: the normalised class position.</param>
public sealed record ClipVisionOutput(Tensor State, Tensor Pooled);

/// <summary>
/// CLIP's vision transformer (Radford et al. 2021, arXiv 2103.00020). Parameter names are those of the published checkpoints
/// without their <c>vision_model.</c> prefix (and with the published spelling <c>pre_layrnorm</c>).
/// </summary>
public sealed class ClipVision : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly List<ClipLayer> layers = [];
    private readonly Parameter classEmbedding;
    private readonly PatchProjection patches;
    private readonly TokenTable positions;
    private readonly AffineNorm preNorm,
        postNorm;

    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public ClipVision(
        ClipVisionConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32
    )
        : this(config, new BackboneBuilder(new WeightSource(generator, device, dtype)), new Place("", "vision")) { }

    internal ClipVision(ClipVisionConfig config, BackboneBuilder builder, Place place)
        : base(config.Name)
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        (Config, this.builder) = (config, builder);
        var (d, std) = (config.HiddenSize, config.InitializerRange);
        var embeddings = new PartGroup("embeddings");
        embeddings.register_parameter("class_embedding", classEmbedding = new Parameter(builder.Weights.Normal(std, d)));
        patches = embeddings.Add(
            "patch_embedding",
            new PatchProjection(builder.Weights.Normal(std, d, config.NumChannels, config.PatchSize, config.PatchSize), null)
        );
        positions = embeddings.Add("position_embedding", builder.Table(std, config.Positions, d));
        register_module("embeddings", embeddings);
        register_module(
            "pre_layrnorm",
            preNorm = builder.LayerNorm(place.Child("pre_layrnorm"), SubLayer.Embedding, d, config.LayerNormEps)
        );
        var encoder = new PartGroup("encoder");
        var list = encoder.Add("layers", new PartGroup("layers"));
        for (var i = 0; i < config.NumHiddenLayers; i++)
            layers.Add(list.Add(new ClipLayer(config, builder, place.Child("encoder.layers").Block(i))));
        register_module("encoder", encoder);
        register_module(
            "post_layernorm",
            postNorm = builder.LayerNorm(place.Child("post_layernorm"), SubLayer.Head, d, config.LayerNormEps)
        );
        BackboneBuilder.Settle(this);
    }

    public ClipVisionConfig Config { get; }

    public string Name => Config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => Config.ParameterCount(projection: false);

    /// <summary>Encodes pictures: pixels [B, c, H, W], normalised as the checkpoint expects.</summary>
    public ClipVisionOutput Forward(Tensor pixels, PassContext context)
    {
        var first = classEmbedding.view(1, 1, -1).expand(pixels.shape[0], -1, -1);
        var x = preNorm.call(cat([first, patches.call(pixels)], 1) + positions.Weight);
        foreach (var layer in layers)
            x = layer.Forward(x, context);
        return new ClipVisionOutput(x, postNorm.call(x.select(1, 0)));
    }
}

/// <summary>
/// CLIP's vision transformer with the map into the joint picture–text space. Parameter names are those of the published checkpoints.
/// Shapes: pixels [B, c, H, W] → embedding [B, projection_dim].
/// </summary>
public sealed class ClipVisionProjected : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly ClipVision vision;
    private readonly Projection projection;

    /// <inheritdoc cref="ClipVision(ClipVisionConfig, Generator?, Device?, ScalarType)"/>
    public ClipVisionProjected(
        ClipVisionConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32
    )
        : base(config.Name)
    {
        builder = new BackboneBuilder(new WeightSource(generator, device, dtype));
        register_module("vision_model", vision = new ClipVision(config, builder, new Place("vision_model", "vision")));
        var place = new Place("visual_projection", "vision");
        projection = builder.Projection(
            place,
            SiteRole.Other,
            SubLayer.Head,
            config.HiddenSize,
            config.ProjectionDim,
            config.InitializerRange,
            bias: false
        );
        register_module("visual_projection", projection);
        BackboneBuilder.Settle(this);
    }

    public string Name => vision.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => vision.Config.ParameterCount(projection: true);

    /// <summary>The pictures' embeddings, and the hidden state they were made from.</summary>
    public (Tensor Embedding, Tensor State) Forward(Tensor pixels, PassContext context)
    {
        var output = vision.Forward(pixels, context);
        return (projection.call(output.Pooled, context), output.State);
    }
}
