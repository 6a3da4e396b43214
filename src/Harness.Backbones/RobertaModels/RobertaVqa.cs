using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.VitModels;
using static TorchSharp.torch;

namespace Harness.Backbones.RobertaModels;

/// <summary>How the picture reaches the language model: the three classes of the routing paper's release.</summary>
public enum VqaWiring
{
    /// <summary>As a position in front of the text only; the baseline without routing.</summary>
    Prefix,

    /// <summary>Through the routing functions only.</summary>
    Routing,

    /// <summary>Both.</summary>
    RoutingPrefix,
}

/// <summary>
/// RoBERTa as a classifier over answers. Qu, Tuytelaars and Moens, ECCV 2024, arXiv 2403.09377, encoder-only setting; defaults are those
/// of the released scripts.
/// </summary>
public sealed record RobertaVqaConfig
{
    /// <summary>The text encoder. Its width must be the picture feature's: no map stands between. Default: base.</summary>
    public RobertaConfig Roberta { get; init; } = RobertaConfig.Base;

    /// <summary>Answers to choose from. Default: 3129.</summary>
    public long Answers { get; init; } = 3129;

    /// <summary>Default: routing and prefix.</summary>
    public VqaWiring Wiring { get; init; } = VqaWiring.RoutingPrefix;

    /// <summary>linear d → 2d, norm, GELU, linear 2d → answers; false: dropout and one linear map. Default: true.</summary>
    public bool Classifier2Layer { get; init; } = true;

    /// <summary>Dropout before a head of one layer. Default: 0.1.</summary>
    public double HeadDropout { get; init; } = 0.1;

    /// <summary>
    /// As released, text that stands behind a prefix goes through the embedding block twice: positions, types and norm are added to vectors that have them
    /// already. False embeds it once. Default: true.
    /// </summary>
    public bool DoubleEmbedding { get; init; } = true;

    internal bool HasPrefix => Wiring != VqaWiring.Routing;

    internal bool Routes => Wiring != VqaWiring.Prefix;

    /// <summary>Numbers of the answer head, which is fresh.</summary>
    public long HeadParameters
    {
        get
        {
            var d = Roberta.HiddenSize;
            return Classifier2Layer ? 2 * d * d + 2 * d + 4 * d + 2 * d * Answers + Answers : d * Answers + Answers;
        }
    }

    /// <summary>Every problem, one sentence each; empty when the model can be built.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new ConfigProblems();
        problems.Positive("answers", Answers);
        problems.Probability("head_dropout", HeadDropout);
        return [.. Roberta.Problems(), .. problems.All];
    }
}

/// <summary>
/// RoBERTa that answers questions about pictures by choosing among fixed answers. The picture comes as the feature of a frozen encoder
/// (see <see cref="VitOutput.Feature"/>), unprojected: as a prefix, through routing functions, or both. With a prefix the pooler reads the
/// picture's position, without one the first token's; that is as released.
/// Paper: Qu, Tuytelaars and Moens, ECCV 2024, arXiv 2403.09377, encoder-only setting.
/// Differs from the authors' code: no; <c>double_embedding: false</c> mends its second embedding of the text.
/// Shapes: ids [B, L], vision [B, V, d] → logits [B, answers]. Parameters: RoBERTa's with pooler + the head's.
/// </summary>
public sealed class RobertaVqa : Part, IBackbone
{
    private readonly BackboneBuilder builder;
    private readonly Roberta roberta;
    private readonly AnswerHead head;

    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public RobertaVqa(
        RobertaVqaConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32
    )
        : base(config.Roberta.Name)
    {
        ConfigProblems.Throw($"{config.Roberta.Name} for VQA", config.Problems());
        (Config, builder) = (config, new BackboneBuilder(new WeightSource(generator, device, dtype)));
        register_module(
            "roberta",
            roberta = new Roberta(config.Roberta, builder, new Place("roberta", "encoder"), hasPooler: true)
        );
        head = new AnswerHead(config, builder, this);
        BackboneBuilder.Settle(this);
    }

    public RobertaVqaConfig Config { get; }

    public string Name => roberta.Name;

    public nn.Module Root => this;

    public IReadOnlyList<Projection> Projections => builder.Projections;

    public IReadOnlyList<HiddenSite> HiddenSites => builder.HiddenSites;

    public IReadOnlyList<IBiasable> Biasables => builder.Biasables;

    public long? ClosedFormTotal => roberta.ClosedFormTotal + Config.HeadParameters;

    /// <summary>The head is fresh, so it trains with every method.</summary>
    public bool AlwaysTrains(string parameterName) => parameterName.StartsWith("classifier.", StringComparison.Ordinal);

    public string? RoutingObstacle => Config.Routes ? null : "the wiring prefix brings none; routing and routing_prefix do.";

    /// <param name="mask">[B, L], 1 where a token counts; null: everything but padding. A prefix always counts.</param>
    public Tensor Forward(Tensor ids, Tensor? mask, Tensor vision, PassContext context)
    {
        mask ??= ids.ne(Config.Roberta.PadTokenId).to(ScalarType.Int64);
        if (Config.HasPrefix)
            mask = cat([ones(vision.shape[0], vision.shape[1], dtype: mask.dtype, device: mask.device), mask], 1);
        var pass = Config.Routes ? context with { RoutingFeature = vision, TokenMask = mask } : context;
        var output = !Config.HasPrefix
            ? roberta.Forward(ids, mask, pass)
            : roberta.ForwardVectors(cat([vision, Text(ids, pass)], 1), mask, pass);
        return head.Forward(output.Pooled!, pass);
    }

    /// <summary>Binary cross-entropy of every answer, averaged over batch and answers. Shapes: logits and soft scores [B, answers] → [].</summary>
    public static Tensor Loss(Tensor logits, Tensor scores) => nn.functional.binary_cross_entropy_with_logits(logits, scores);

    /// <summary>The most probable answer of each row, with its probability (a sigmoid of its logit).</summary>
    public static (long Answer, double Probability)[] Best(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var (values, indexes) = logits.detach().max(1);
        return
        [
            .. indexes.cpu().data<long>().ToArray().Zip(values.sigmoid().to(ScalarType.Float64).cpu().data<double>().ToArray()),
        ];
    }

    private Tensor Text(Tensor ids, PassContext context) =>
        Config.DoubleEmbedding ? roberta.Embed(ids, context) : roberta.Embeddings.Words(ids);
}

/// <summary>
/// The routing paper's classification heads over a pooled vector: linear → layer norm → GELU (exact) → linear, or dropout → linear.
/// Shapes: [B, d] → [B, answers]. Parameters: 2d² + 6d + (2d + 1)·answers, or (d + 1)·answers. Init: N(0, σ²), biases 0.
/// Names: <c>classifier.0</c>, <c>.1</c>, <c>.3</c>, or <c>classifier</c>.
/// </summary>
internal sealed class AnswerHead
{
    private readonly Projection? inner;
    private readonly AffineNorm? norm;
    private readonly Projection output;
    private readonly double dropout;

    public AnswerHead(RobertaVqaConfig config, BackboneBuilder builder, Part owner)
    {
        const string name = "classifier";
        var (d, std, place) = (config.Roberta.HiddenSize, config.Roberta.InitializerRange, new Place(name, "encoder"));
        if (!config.Classifier2Layer)
        {
            dropout = config.HeadDropout;
            owner.register_module(
                name,
                output = builder.Projection(place, SiteRole.Other, SubLayer.Head, d, config.Answers, std, bias: true)
            );
            return;
        }
        var group = new PartGroup(name);
        inner = group.Add("0", builder.Projection(place.Child("0"), SiteRole.Other, SubLayer.Head, d, 2 * d, std, bias: true));
        norm = group.Add("1", builder.LayerNorm(place.Child("1"), SubLayer.Head, 2 * d, config.Roberta.LayerNormEps));
        output = group.Add(
            "3",
            builder.Projection(place.Child("3"), SiteRole.Other, SubLayer.Head, 2 * d, config.Answers, std, bias: true)
        );
        owner.register_module(name, group);
    }

    public Tensor Forward(Tensor pooled, PassContext context) =>
        inner is null || norm is null
            ? output.call(context.Drop(pooled, dropout), context)
            : output.call(nn.functional.gelu(norm.call(inner.call(pooled, context))), context);
}
