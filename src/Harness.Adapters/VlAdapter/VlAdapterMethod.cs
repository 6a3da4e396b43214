using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.VlAdapter;

/// <summary>What VL-Adapter's set-up inserts (key <c>module</c>).</summary>
public enum VlModule
{
    /// <summary>Nothing: only parts of the backbone train.</summary>
    None,

    /// <summary>A bottleneck adapter after every sub-layer.</summary>
    Adapter,

    /// <summary>The same with PHM projections: full blocks, a rule for each projection.</summary>
    Compacter,

    /// <summary>Low-rank updates of query and value.</summary>
    Lora,
}

/// <summary>
/// VL-Adapter's set-up for CLIP-BART: modules after every sub-layer (or updates of query and value), one for all tasks or one a task. The
/// layer norms train beside adapters, the biases beside LoRA; the visual embedding, which is new to BART, always does.
/// Papers: Sung et al., CVPR 2022, arXiv 2112.06825; with a routing function in the bottleneck, arXiv 2403.09377.
/// Differs from the authors' code: no. The routing paper released none for this set-up; what the function sees is the backbone's choice.
/// Parameters over K sites and T tasks: K·[T·(d·r + r) + T_up·(r·d + d)] for adapters, T_up being 1 where the up projection is shared; for
/// Compacter the dense maps become d·r/n + n³ each; K·T·r·(in + out) for LoRA; + norms or biases.
/// Init: adapters N(0, 0.02²) and 0; Compacter and LoRA as everywhere.
/// </summary>
public sealed record VlAdapterMethod : PeftMethod
{
    private const double InitialSigma = 0.02;
    private static readonly string[] AllSites = ["after_self_attention", "after_cross_attention", "after_feed_forward"];

    [Option("module", "none, adapter, compacter or lora")]
    public VlModule Module { get; init; } = VlModule.Adapter;

    [Option("r", "width of the bottleneck; published: 96 for adapters and Compacter, 128 for LoRA")]
    public int R { get; init; } = 96;

    [Option("tasks", "modules a site, of which a pass uses one; 1: single")]
    public int Tasks { get; init; } = 1;

    [Option("sharing_up", "one up projection for all tasks (half-shared adapter)")]
    public bool SharingUp { get; init; }

    [Option("hypercomplex_division", "n of Compacter's projections")]
    public int HypercomplexDivision { get; init; } = 2;

    [Option("lora_alpha", "numerator of LoRA's scale α/r")]
    public double LoraAlpha { get; init; } = 32;

    [Option("lora_dropout", "dropout on the inputs of LoRA's update")]
    public double LoraDropout { get; init; } = 0.1;

    [Option("routing", "routing function in the bottleneck")]
    public RoutingFunction Routing { get; init; } = RoutingFunction.None;

    [Option("transposition", "transpose (paper) or reshape (released code)")]
    public Transposition Transposition { get; init; } = Transposition.Transpose;

    [Option("non_linearity", "activation in the bottleneck")]
    public string NonLinearity { get; init; } = "gelu_new";

    [Option("train_layernorm", "whether layer norms train; not beside LoRA")]
    public bool TrainLayerNorm { get; init; } = true;

    [Option("train_bias", "whether the biases of the stacks train; beside LoRA only")]
    public bool TrainBias { get; init; } = true;

    public override string Name => "vl_adapter";

    /// <summary>False for x_t·x_tᵀ·x'_v.</summary>
    public override bool IsTokenLocal => Routing != RoutingFunction.RoutingXt;

    private Router Router => new(Routing, Transposition);

    private RoutedLoraShape Lora => new(R, LoraAlpha / R, [true], Router, Dropout: LoraDropout);

    public override IEnumerable<string> ValueProblems()
    {
        if (R < 1)
            yield return $"r: {R} is below 1.";
        if (Tasks < 1)
            yield return $"tasks: {Tasks} is below 1.";
        if (HypercomplexDivision < 1)
            yield return $"hypercomplex_division: {HypercomplexDivision} is below 1.";
        if (LoraAlpha <= 0)
            yield return $"lora_alpha: {LoraAlpha} is not above 0.";
        if (LoraDropout is < 0 or >= 1)
            yield return $"lora_dropout: {LoraDropout} is outside [0, 1).";
        if (Activation.Problem(NonLinearity) is { } unknown)
            yield return unknown;
        if (SharingUp && Module is VlModule.Lora or VlModule.None)
            yield return "sharing_up: only the modules adapter and compacter have an up projection to share.";
        if (Routing != RoutingFunction.None && Module == VlModule.None)
            yield return "routing: module none has no bottleneck for a function.";
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone)
    {
        if (Module == VlModule.Lora && Targets(backbone).Count == 0)
            yield return $"module: {backbone.Name} has no query and value maps for lora.";
        if (Module is VlModule.Adapter or VlModule.Compacter && Sites(backbone).Count == 0)
            yield return $"module: {backbone.Name} has no site for {Spelling.Snake(Module.ToString())}.";
        if (Module != VlModule.Compacter || R < 1)
            yield break;
        foreach (var width in Sites(backbone).Select(s => s.Address.OutWidth).Distinct())
            if (PhmShape.DivisionProblem(HypercomplexDivision, width, "width") is { } wide)
                yield return wide;
        if (PhmShape.DivisionProblem(HypercomplexDivision, R, "bottleneck r =") is { } narrow)
            yield return narrow;
    }

    public override long ClosedForm(IBackbone backbone)
    {
        var own = OwnTrained(backbone);
        var trained = backbone.Root.named_parameters().Where(p => own.Contains(p.name)).Sum(p => p.parameter.numel());
        return trained
            + (
                Module switch
                {
                    VlModule.None => 0,
                    VlModule.Lora => Targets(backbone)
                        .Sum(t => Tasks * RoutedLoraDelta.Parameters(t.Address.InWidth, t.Address.OutWidth, Lora)),
                    _ => Sites(backbone)
                        .Sum(s =>
                            Tasks * LayerParameters(s.Address.OutWidth, R)
                            + (SharingUp ? 1 : Tasks) * LayerParameters(R, s.Address.OutWidth)
                        ),
                }
            );
    }

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        var at = Placement.Of(backbone);
        if (Module is VlModule.Adapter or VlModule.Compacter)
            backbone.AttachEach(Sites(backbone), Name, (address, place) => Adapters(address, generator, place));
        if (Module != VlModule.Lora)
            return;
        foreach (var target in Targets(backbone))
            target.Attach(
                Tasks == 1 ? "" : Name,
                TaskBank.Of(
                    Tasks,
                    () => new RoutedLoraDelta(target.Address.InWidth, target.Address.OutWidth, Lora, generator, at)
                )
            );
    }

    protected override Func<string, bool> Trains(IBackbone backbone)
    {
        var own = OwnTrained(backbone);
        return name =>
            SiteSelection.IsUnder(name, Name)
            || SiteSelection.IsUnder(name, "lora_A")
            || SiteSelection.IsUnder(name, "lora_B")
            || own.Contains(name);
    }

    private nn.Module<Tensor, PassContext, Tensor> Adapters(SiteAddress address, Generator generator, Placement at)
    {
        nn.Module<Tensor, Tensor> Layer(long inWidth, long outWidth) =>
            Module == VlModule.Compacter
                ? new PhmLinear(Shape(inWidth, outWidth), new PhmInit(), generator, at)
                : LinearLayer.DrawNormal(inWidth, outWidth, InitialSigma, generator, at);
        var shared = SharingUp ? Layer(R, address.OutWidth) : null;
        return TaskBank.Of(
            Tasks,
            () =>
                new RoutedAdapter(
                    address,
                    Layer(address.OutWidth, R),
                    shared ?? Layer(R, address.OutWidth),
                    NonLinearity,
                    Router,
                    residual: true
                )
        );
    }

    private PhmShape Shape(long inWidth, long outWidth) => new(inWidth, outWidth, HypercomplexDivision, Rank: null);

    private long LayerParameters(long inWidth, long outWidth) =>
        Module == VlModule.Compacter
            ? Shape(inWidth, outWidth).Parameters + PhmShape.RuleParameters(HypercomplexDivision, factorised: false)
            : LinearLayer.Parameters(inWidth, outWidth);

    /// <summary>Names of the backbone's own parameters that train beside the modules.</summary>
    private HashSet<string> OwnTrained(IBackbone backbone)
    {
        var names = new HashSet<string>();
        foreach (
            var part in backbone.Biasables.Where(b =>
                b.Address.Stack != "vision" && !backbone.AlwaysTrains(b.Address.Path + ".bias")
            )
        )
        {
            var isNorm = part is not Projection && part.Address.SubLayer != SubLayer.Head;
            if (Module == VlModule.Lora ? TrainBias : TrainLayerNorm && isNorm)
                names.Add(part.Address.Path + ".bias");
            if (Module != VlModule.Lora && TrainLayerNorm && isNorm)
                names.Add(part.Address.Path + ".weight");
        }
        return names;
    }

    private static IReadOnlyList<HiddenSite> Sites(IBackbone backbone) => SiteSelection.Hidden(backbone, AllSites, []);

    private static IReadOnlyList<Projection> Targets(IBackbone backbone) =>
        SiteSelection.Linear(backbone, ["query", "value"], []);
}
