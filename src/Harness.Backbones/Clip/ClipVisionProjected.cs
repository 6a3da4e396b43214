using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
