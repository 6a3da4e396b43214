using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Routing;

/// <summary>
/// LoRA with a routing function in the bottleneck, on query and value; a fused query/key/value map gets both in one update.
/// Paper: Qu, Tuytelaars and Moens, ECCV 2024, arXiv 2403.09377, LoRA form.
/// Differs from the authors' code: true transpose and separate query/value bottlenecks by default; <c>transposition: reshape</c> and
/// <c>joint_qv: true</c> give the released behaviour.
/// Parameters: Σ over plain targets of r·(in + out), over fused ones of 2·r·in + (2/3)·out·r; + biases of targets, + norms.
/// </summary>
public sealed record RoutingLoraMethod : RoutingMethod
{
    private static readonly bool[] QueryAndValue = [true, false, true];
    private static readonly bool[] Whole = [true];

    [Option("lora_alpha", "numerator of the scale α/r")]
    public double LoraAlpha { get; init; } = 64;

    [Option("lora_dropout", "dropout on hidden states and routing feature, drawn apart")]
    public double LoraDropout { get; init; }

    [Option("merge_type", "before_b (the method) or after_b (a control that cannot learn)")]
    public RoutingPlace MergeType { get; init; } = RoutingPlace.BeforeB;

    [Option("split_type", "separate projections for text and picture: none, split, split_merge, split_merge_res, split_attn")]
    public SplitKind SplitType { get; init; } = SplitKind.None;

    [Option("joint_qv", "one function over the joint query and value bottleneck of a fused map, as released")]
    public bool JointQv { get; init; }

    [Option("train_target_bias", "whether the biases of the adapted maps train, as released")]
    public bool TrainTargetBias { get; init; } = true;

    public override string Name => "routing_lora";

    public override IEnumerable<string> ValueProblems()
    {
        foreach (var problem in base.ValueProblems())
            yield return problem;
        if (LoraAlpha <= 0)
            yield return $"lora_alpha: {LoraAlpha} is not above 0.";
        if (LoraDropout is < 0 or >= 1)
            yield return $"lora_dropout: {LoraDropout} is outside [0, 1).";
        if (SplitType != SplitKind.None && R < 4)
            yield return $"r: {R} is below 4, the least that split_type can halve twice.";
        if (SplitType != SplitKind.None && MergeType == RoutingPlace.AfterB)
            yield return "merge_type: after_b does not go with split_type.";
        if (MergeType == RoutingPlace.AfterB && (!Router.IsOn || Router.TakesOneToken))
            yield return "routing: after_b takes vllora, add_relu, multiply_ones or add_relu_multiply_ones.";
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone)
    {
        foreach (var problem in base.FitProblems(backbone).Concat(SiteSelection.StackProblems(backbone, Stacks)))
            yield return problem;
        if (!Targets(backbone).Any())
            yield return $"stacks: {backbone.Name} has no query and value maps there.";
        if (SplitType == SplitKind.SplitAttn && R >= 4)
            foreach (
                var inner in Targets(backbone)
                    .Select(t => SplitLoraDelta.Inner(Shape(t)))
                    .Distinct()
                    .Where(w => w % SplitLoraDelta.Heads != 0)
            )
                yield return $"r: {R} gives split_attn a width of {inner}, which its {SplitLoraDelta.Heads} heads do not divide; a multiple of 16 always works.";
    }

    public override long ClosedForm(IBackbone backbone) =>
        NormParameters(backbone)
        + Targets(backbone)
            .Sum(t =>
            {
                var (inWidth, outWidth) = (t.Address.InWidth, t.Address.OutWidth);
                var update =
                    SplitType == SplitKind.None
                        ? RoutedLoraDelta.Parameters(inWidth, outWidth, Shape(t))
                        : SplitLoraDelta.Parameters(inWidth, outWidth, SplitType, Shape(t));
                return update + (TrainTargetBias && t.Bias is not null ? outWidth : 0);
            });

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        var at = Placement.Of(backbone);
        foreach (var target in Targets(backbone))
        {
            var (inWidth, outWidth) = (target.Address.InWidth, target.Address.OutWidth);
            if (SplitType == SplitKind.None)
                target.Attach("", new RoutedLoraDelta(inWidth, outWidth, Shape(target), generator, at));
            else
                target.Attach("", new SplitLoraDelta(inWidth, outWidth, SplitType, Shape(target), generator, at));
        }
    }

    protected override Func<string, bool> Trains(IBackbone backbone)
    {
        var own = NormNames(backbone);
        foreach (var path in Targets(backbone).Select(t => t.Address.Path))
        {
            own.UnionWith([path + ".layer_norm.weight", path + ".layer_norm.bias"]);
            if (TrainTargetBias)
                own.Add(path + ".bias");
        }
        return name =>
            name.Contains(".lora_A", StringComparison.Ordinal)
            || name.Contains(".lora_B.", StringComparison.Ordinal)
            || own.Contains(name);
    }

    private RoutedLoraShape Shape(Projection target) =>
        new(
            R,
            LoraAlpha / R,
            target.Address.Role == SiteRole.FusedQueryKeyValue ? QueryAndValue : Whole,
            Router,
            MergeType,
            JointQv,
            LoraDropout
        );

    private IEnumerable<Projection> Targets(IBackbone backbone) =>
        backbone.Projections.Where(p =>
            p.Address.Role is SiteRole.Query or SiteRole.Value or SiteRole.FusedQueryKeyValue
            && SiteSelection.InStacks(p.Address, Stacks)
            && Fuses(p.Address)
        );
}
