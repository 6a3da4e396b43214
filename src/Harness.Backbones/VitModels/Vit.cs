using Harness.Adapters.Sites;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Common;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.VitModels;

/// <summary>What a vision transformer says about a picture.</summary>
/// <param name="State">[B, N, d], after the final norm.</param>
/// <param name="Pooled">[B, d]; null without a pooler.</param>
public sealed record VitOutput(Tensor State, Tensor? Pooled)
{
    /// <summary>What a language model is given of the picture: the pooled vector [B, 1, d] (the routing paper's setting), or all states [B, N, d].</summary>
    /// <exception cref="InvalidOperationException">The pooled vector of a model without pooler.</exception>
    public Tensor Feature(bool pooled = true) =>
        !pooled
            ? State
            : Pooled?.unsqueeze(1)
                ?? throw new InvalidOperationException("This vision transformer has no pooler; ask for all states.");
}

/// <summary>
/// Vision transformer (Dosovitskiy et al. 2021, arXiv 2010.11929). Parameter names are those of the published checkpoints,
/// without a <c>vit.</c> prefix. Parameters with pooler: 86,389,248 (B/16), 304,351,232 (L/16).
/// </summary>
public sealed class Vit : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly VitEmbeddings embeddings;
    private readonly List<VitLayer> layers = [];
    private readonly AffineNorm norm;
    private readonly Projection? pooler;

    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public Vit(
        VitConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32,
        bool hasPooler = true
    )
        : base(config.Name)
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        (Config, builder) = (config, new BackboneBuilder(new WeightSource(generator, device, dtype)));
        var place = new Place("", "vision");
        register_module("embeddings", embeddings = new VitEmbeddings(config, builder.Weights));
        var encoder = new PartGroup("encoder");
        var list = encoder.Add("layer", new PartGroup("layer"));
        for (var i = 0; i < config.NumHiddenLayers; i++)
            layers.Add(list.Add(new VitLayer(config, builder, place.Child("encoder.layer").Block(i))));
        register_module("encoder", encoder);
        register_module(
            "layernorm",
            norm = builder.LayerNorm(place.Child("layernorm"), SubLayer.Head, config.HiddenSize, config.LayerNormEps)
        );
        if (hasPooler)
        {
            var group = new PartGroup("pooler");
            pooler = group.Add(
                "dense",
                builder.Projection(
                    place.Child("pooler.dense"),
                    SiteRole.Other,
                    SubLayer.Head,
                    config.HiddenSize,
                    config.PooledWidth,
                    config.InitializerRange,
                    bias: true
                )
            );
            register_module("pooler", group);
        }
        BackboneBuilder.Settle(this);
    }

    public VitConfig Config { get; }

    public string Name => Config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => Config.ParameterCount(pooler is not null);

    /// <summary>Encodes pictures: pixels [B, c, H, W], normalised as the checkpoint expects.</summary>
    public VitOutput Forward(Tensor pixels, PassContext context)
    {
        var x = embeddings.Forward(pixels, context);
        foreach (var layer in layers)
            x = layer.Forward(x, context);
        var state = norm.call(x);
        return new VitOutput(
            state,
            pooler is null ? null : Activations.Get(Config.PoolerAct)(pooler.call(state.select(1, 0), context))
        );
    }
}

/// <summary>
/// Class token and patches with learned positions. Shapes: pixels [B, c, H, W] → [B, N, d], N = patches + 1.
/// Parameters: d + N·d + d·c·p² + d.
/// </summary>
internal sealed class VitEmbeddings : Part
{
    private readonly Parameter classToken,
        positions;
    private readonly PatchProjection patches;
    private readonly double dropout;

    public VitEmbeddings(VitConfig config, WeightSource weights)
        : base(nameof(VitEmbeddings))
    {
        dropout = config.HiddenDropoutProb;
        var (d, std) = (config.HiddenSize, config.InitializerRange);
        register_parameter("cls_token", classToken = new Parameter(weights.Normal(std, 1, 1, d)));
        register_parameter("position_embeddings", positions = new Parameter(weights.Normal(std, 1, config.Positions, d)));
        patches = new PatchProjection(
            weights.Normal(std, d, config.NumChannels, config.PatchSize, config.PatchSize),
            weights.Zeros(d)
        );
        var group = new PartGroup("patch_embeddings");
        group.Add("projection", patches);
        register_module("patch_embeddings", group);
    }

    public Tensor Forward(Tensor pixels, PassContext context)
    {
        var first = classToken.expand(pixels.shape[0], -1, -1);
        return context.Drop(cat([first, patches.call(pixels)], 1) + positions, dropout);
    }
}
