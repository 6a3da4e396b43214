using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Phm;
using Harness.Adapters.Routing;
using static TorchSharp.torch;

namespace Harness.Adapters.VlAdapter;

/// <summary>What stands at the sites (key <c>module</c>).</summary>
public enum VlModule { None, Adapter, Compacter, Lora }

/// <summary>
/// VL-Adapter's set-up for CLIP-BART: modules after every sub-layer (or updates of query and value), one for all tasks or one a task,
/// with the visual embedding trained beside them, and the layer norms (adapters) or the biases of the stacks (LoRA).
/// Papers: Sung et al., CVPR 2022, arXiv 2112.06825; with a routing function, arXiv 2403.09377.   Differs from the authors' code: no.
/// Parameters over K sites and T tasks: K·[T·(d·r + r) + T_up·(r·d + d)], or K·T·(2·n³ + 2·d·r/n + r + d) for Compacter, or
/// K·T·r·(in + out) for LoRA; + visual embedding, + norms or biases.
/// </summary>
public sealed record VlAdapterMethod : PeftMethod
{
    private static readonly string[] AllSites = ["after_self_attention", "after_cross_attention", "after_feed_forward"];

    [Option("module", "none, adapter, compacter or lora")]
    public VlModule Module { get; init; } = VlModule.Adapter;

    [Option("r", "width of the bottleneck; published: 96 for adapters and Compacter, 128 for LoRA")]
    public int R { get; init; } = 96;

    [Option("tasks", "modules a site, of which a pass uses one; 1: single")]
    public int Tasks { get; init; } = 1;

    [Option("sharing_up", "one up projection for all tasks (half-shared adapter)")]
    public bool SharingUp { get; init; }

    [Option("hypercomplex_division", "n of Compacter's layers")]
    public int HypercomplexDivision { get; init; } = 2;

    [Option("lora_alpha", "numerator of LoRA's scale α/r")]
    public double LoraAlpha { get; init; } = 128;

    [Option("routing", "routing function of adapters and LoRA")]
    public RoutingFunction Routing { get; init; } = RoutingFunction.None;

    [Option("transposition", "transpose (paper) or reshape (released code)")]
    public Transposition Transposition { get; init; } = Transposition.Transpose;

    [Option("non_linearity", "activation in the bottleneck")]
    public string NonLinearity { get; init; } = "gelu";

    [Option("train_visual_embedding", "whether the visual embedding trains")]
    public bool TrainVisualEmbedding { get; init; } = true;

    [Option("train_layernorm", "whether layer norms train; not beside LoRA")]
    public bool TrainLayerNorm { get; init; } = true;

    [Option("train_bias", "whether the biases of the stacks train; beside LoRA only")]
    public bool TrainBias { get; init; } = true;

    public override string Name => "vl_adapter";

    private Router Router => new(Routing, Transposition);

    private RoutedLoraShape Lora => new(R, LoraAlpha / R, [true], Router);

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
        if (Activation.Problem(NonLinearity) is { } unknown)
            yield return unknown;
        if (SharingUp && Module != VlModule.Adapter)
            yield return "sharing_up: only module: adapter shares an up projection.";
        if (Routing != RoutingFunction.None && Module is VlModule.Compacter or VlModule.None)
            yield return "routing: only the modules adapter and lora take a routing function.";
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone)
    {
        if (Module == VlModule.Lora && Targets(backbone).Count == 0)
            yield return $"module: {backbone.Name} has no query and value maps for lora.";
        if (Module is not (VlModule.Adapter or VlModule.Compacter))
            yield break;
        var sites = Sites(backbone);
        if (sites.Count == 0)
            yield return $"module: {backbone.Name} has no hidden-state sites.";
        if (Module != VlModule.Compacter)
            yield break;
        foreach (var width in sites.Select(s => s.Address.OutWidth).Append(R).Distinct())
            if (PhmShape.DivisionProblem(HypercomplexDivision, width, width == R ? "r" : "width") is { } problem)
                yield return problem;
    }

    public override long ClosedForm(IBackbone backbone)
    {
        var shapes = backbone.Root.named_parameters().Select(p => (p.name, count: p.parameter.numel()));
        var own = OwnTrained(backbone);
        var trained = shapes.Where(p => own.Contains(p.name)).Sum(p => p.count);
        return trained + (Module switch
        {
            VlModule.Adapter => Sites(backbone).Sum(s =>
                Tasks * LinearLayer.Parameters(s.Address.OutWidth, R) + (SharingUp ? 1 : Tasks) * LinearLayer.Parameters(R, s.Address.OutWidth)),
            VlModule.Compacter => Sites(backbone).Sum(s => Tasks * (Phm(s.Address.OutWidth, R) + Phm(R, s.Address.OutWidth))),
            VlModule.Lora => Targets(backbone).Sum(t => Tasks * RoutedLoraDelta.Parameters(t.Address.InWidth, t.Address.OutWidth, Lora)),
            _ => 0,
        });
    }

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        var at = Placement.Of(backbone);
        if (Module is VlModule.Adapter or VlModule.Compacter)
            foreach (var site in Sites(backbone))
                site.Attach(Name, Module == VlModule.Adapter ? Adapter(site.Address, generator, at) : Compacter(site.Address, generator, at));
        if (Module != VlModule.Lora)
            return;
        foreach (var target in Targets(backbone))
        {
            RoutedLoraDelta Update() => new(target.Address.InWidth, target.Address.OutWidth, Lora, generator, at);
            if (Tasks == 1)
                target.Attach("", Update());
            else
                target.Attach(Name, new TaskBank([.. Enumerable.Range(0, Tasks).Select(_ => Update())]));
        }
    }

    protected override bool Trains(IBackbone backbone, string parameterName) =>
        parameterName.Split('.').Any(part => part is "lora_A" or "lora_B" || part.StartsWith(Name, StringComparison.Ordinal))
        || OwnTrained(backbone).Contains(parameterName);

    private TaskAdapter Adapter(SiteAddress address, Generator generator, Placement at)
    {
        LinearLayer[] Draw(long inWidth, long outWidth, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => LinearLayer.DrawNormal(inWidth, outWidth, 0.02, generator, at))];
        return new TaskAdapter(address, Draw(address.OutWidth, R, Tasks), Draw(R, address.OutWidth, SharingUp ? 1 : Tasks), NonLinearity, Router);
    }

    private nn.Module<Tensor, PassContext, Tensor> Compacter(SiteAddress address, Generator generator, Placement at)
    {
        PhmLinear Layer(long inWidth, long outWidth) =>
            new(new PhmShape(inWidth, outWidth, HypercomplexDivision, null), new PhmInit(), generator, at, null, false);
        CompacterModule Made() => new(address, Layer(address.OutWidth, R), Layer(R, address.OutWidth), NonLinearity);
        return Tasks == 1 ? Made() : new TaskBank([.. Enumerable.Range(0, Tasks).Select(_ => Made())]);
    }

    // Rule and full-rank blocks, bias included.
    private long Phm(long inWidth, long outWidth) => new PhmShape(inWidth, outWidth, HypercomplexDivision, null).Parameters
        + PhmShape.RuleParameters(HypercomplexDivision, false);

    /// <summary>Names of the backbone's own parameters that train beside the modules.</summary>
    private HashSet<string> OwnTrained(IBackbone backbone)
    {
        var names = new HashSet<string>();
        if (TrainVisualEmbedding)
            names.UnionWith(backbone.Root.named_parameters().Select(p => p.name).Where(n => n.Split('.').Contains("visual_embedding")));
        foreach (var part in backbone.Biasables.Where(b => b.Address.Stack != "vision"))
        {
            if (Module == VlModule.Lora ? TrainBias : TrainLayerNorm && part is not Projection)
                names.Add(part.Address.Path + ".bias");
            if (Module != VlModule.Lora && TrainLayerNorm && part is not Projection)
                names.Add(part.Address.Path + ".weight");
        }
        return names;
    }

    private static IReadOnlyList<HiddenSite> Sites(IBackbone backbone) => SiteSelection.Hidden(backbone, AllSites, []);

    private static IReadOnlyList<Projection> Targets(IBackbone backbone) => SiteSelection.Linear(backbone, ["query", "value"], []);
}
