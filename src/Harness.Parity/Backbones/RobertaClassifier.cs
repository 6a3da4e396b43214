using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.RobertaModels;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>
/// RoBERTa with the published classification head: tanh(dense(first position)) → classes, dropout before each map.
/// Shapes: ids [B, L] → logits [B, classes]. Parameters: RoBERTa's without pooler + d² + d + d·classes + classes.
/// </summary>
public sealed class RobertaClassifier : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly Roberta roberta;
    private readonly Projection dense,
        output;
    private readonly double dropout;

    /// <inheritdoc cref="Roberta(RobertaConfig, Generator?, Device?, ScalarType, bool)"/>
    public RobertaClassifier(
        RobertaConfig config,
        long classes,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32
    )
        : base(config.Name)
    {
        builder = new BackboneBuilder(new WeightSource(generator, device, dtype));
        (Classes, dropout) = (classes, config.ClassifierDropout ?? config.HiddenDropoutProb);
        register_module("roberta", roberta = new Roberta(config, builder, new Place("roberta", "encoder"), hasPooler: false));
        var (d, std, place) = (config.HiddenSize, config.InitializerRange, new Place("classifier", "encoder"));
        var classifier = new PartGroup("classifier");
        dense = classifier.Add(
            "dense",
            builder.Projection(place.Child("dense"), SiteRole.Other, SubLayer.Head, d, d, std, bias: true)
        );
        output = classifier.Add(
            "out_proj",
            builder.Projection(place.Child("out_proj"), SiteRole.Other, SubLayer.Head, d, classes, std, bias: true)
        );
        register_module("classifier", classifier);
        BackboneBuilder.Settle(this);
    }

    public long Classes { get; }

    public string Name => roberta.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal
    {
        get
        {
            var d = roberta.Config.HiddenSize;
            return roberta.Config.ParameterCount(pooler: false) + d * d + d + d * Classes + Classes;
        }
    }

    public Tensor Forward(Tensor ids, Tensor? mask, PassContext context)
    {
        var first = context.Drop(roberta.Forward(ids, mask, context).State.select(1, 0), dropout);
        return output.call(context.Drop(dense.call(first, context).tanh(), dropout), context);
    }
}
