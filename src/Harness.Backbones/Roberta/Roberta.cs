using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>What RoBERTa says about a text.</summary>
/// <param name="State">[B, L, d].</param>
/// <param name="Pooled">[B, d]: tanh of a map of the first position; null without a pooler.</param>
public sealed record RobertaOutput(Tensor State, Tensor? Pooled);

/// <summary>
/// RoBERTa, a text encoder (Liu et al. 2019, arXiv 1907.11692). Parameter names are those of the published checkpoints, without
/// their <c>roberta.</c> prefix. Parameters with pooler: 124,645,632 (base), 355,359,744 (large).
/// </summary>
public sealed class Roberta : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly List<RobertaLayer> layers = [];
    private readonly Projection? pooler;

    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public Roberta(
        RobertaConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32,
        bool hasPooler = true
    )
        : this(config, new BackboneBuilder(new WeightSource(generator, device, dtype)), new Place("", "encoder"), hasPooler) { }

    internal Roberta(RobertaConfig config, BackboneBuilder builder, Place place, bool hasPooler)
        : base(config.Name)
    {
        ConfigProblems.Throw(config.Name, config.Problems());
        (Config, this.builder) = (config, builder);
        register_module("embeddings", Embeddings = new RobertaEmbeddings(config, builder, place.Child("embeddings")));
        var encoder = new PartGroup("encoder");
        var list = encoder.Add("layer", new PartGroup("layer"));
        for (var i = 0; i < config.NumHiddenLayers; i++)
            layers.Add(list.Add(new RobertaLayer(config, builder, place.Child("encoder.layer").Block(i))));
        register_module("encoder", encoder);
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
                    config.HiddenSize,
                    config.InitializerRange,
                    bias: true
                )
            );
            register_module("pooler", group);
        }
        BackboneBuilder.Settle(this);
    }

    public RobertaConfig Config { get; }

    public string Name => Config.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => Config.ParameterCount(pooler is not null);

    internal RobertaEmbeddings Embeddings { get; }

    /// <summary>Encodes token ids [B, L] with mask [B, L] (null: everything counts).</summary>
    public RobertaOutput Forward(Tensor ids, Tensor? mask, PassContext context) =>
        Run(Embeddings.FromIds(ids, context), mask, context);

    /// <summary>Encodes vectors [B, L, d] that stand in for token vectors; positions, types and norm are added to them.</summary>
    public RobertaOutput ForwardVectors(Tensor vectors, Tensor? mask, PassContext context) =>
        Run(Embeddings.FromVectors(vectors, context), mask, context);

    /// <summary>The embedding layer's output for ids [B, L] → [B, L, d].</summary>
    public Tensor Embed(Tensor ids, PassContext context) => Embeddings.FromIds(ids, context);

    private RobertaOutput Run(Tensor x, Tensor? mask, PassContext context)
    {
        var bias = mask is null
            ? null
            : Attention.Folded(Attention.PaddingBias(mask, x.dtype), x.shape[0], Config.NumAttentionHeads, 1);
        foreach (var layer in layers)
            x = layer.Forward(x, bias, context);
        return new RobertaOutput(x, pooler?.call(x.select(1, 0), context).tanh());
    }
}
