using Harness.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
