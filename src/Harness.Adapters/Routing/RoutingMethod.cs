using System.Globalization;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;

namespace Harness.Adapters.Routing;

/// <summary>
/// What both forms of the routing paper are configured by, and what trains beside their matrices: the layer norms inside blocks, as released.
/// Symbols → keys: r → r, ρ → routing, x_R → the pass's routing feature.
/// </summary>
public abstract record RoutingMethod : PeftMethod
{
    [Option("r", "width of the bottleneck")]
    public int R { get; init; } = 64;

    [Option(
        "routing",
        "routing function: none, element_mul, element_add, vllora, element_mul_expand, routing_xt, add_relu, multiply_ones, add_relu_multiply_ones"
    )]
    public RoutingFunction Routing { get; init; } = RoutingFunction.ElementAdd;

    [Option("transposition", "transpose (paper) or reshape (released code; differs with several vision tokens)")]
    public Transposition Transposition { get; init; } = Transposition.Transpose;

    [Option("routing_source", "what is routed with: picture, pooled_text or text (text-text), or the controls noise and ones")]
    public RoutingSource RoutingSource { get; init; } = RoutingSource.Picture;

    [Option("train_layernorm", "whether the norms inside blocks train")]
    public bool TrainLayerNorm { get; init; } = true;

    [Option("stacks", "stacks that get modules; empty: all but a vision tower")]
    public IReadOnlyList<string> Stacks { get; init; } = [];

    [Option("fusion_layer", "layers of the stacks that get modules, counted from 0; empty: all")]
    public IReadOnlyList<string> FusionLayer { get; init; } = [];

    public Router Router => new(Routing, Transposition, RoutingSource);

    /// <summary>False for x_t·x_tᵀ·x'_v and for features made of the text.</summary>
    public override bool IsTokenLocal =>
        Routing == RoutingFunction.None
        || Routing != RoutingFunction.RoutingXt && RoutingSource is not (RoutingSource.Text or RoutingSource.PooledText);

    public override IEnumerable<string> ValueProblems()
    {
        if (R < 1)
            yield return $"r: {R} is below 1.";
        foreach (var layer in FusionLayer.Where(l => !IsLayer(l)))
            yield return $"fusion_layer: '{layer}' is no layer; they are counted from 0.";
        if (RoutingSource == RoutingSource.Text && Router.TakesOneToken)
            yield return $"routing_source: text gives a feature for each token, and {Spelling.Snake(Routing.ToString())} takes one alone; pooled_text gives one.";
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone)
    {
        if (Router is { IsOn: true, Source: RoutingSource.Picture } && backbone.RoutingObstacle is { } why)
            yield return $"routing: {Spelling.Snake(Routing.ToString())} needs a vision feature, and {why}";
        var deepest = backbone
            .Projections.Where(p => SiteSelection.InStacks(p.Address, Stacks))
            .Select(p => p.Address.Layer)
            .DefaultIfEmpty(-1)
            .Max();
        foreach (var layer in FusionLayer.Where(l => IsLayer(l) && int.Parse(l, CultureInfo.InvariantCulture) > deepest))
            yield return $"fusion_layer: {backbone.Name} has no layer {layer}; its last is {deepest}.";
    }

    /// <summary>Whether modules go into the layer of a site.</summary>
    protected bool Fuses(SiteAddress address) =>
        FusionLayer.Count == 0 || FusionLayer.Contains(address.Layer.ToString(CultureInfo.InvariantCulture));

    private static bool IsLayer(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Norms inside blocks that train.</summary>
    protected IEnumerable<IBiasable> Norms(IBackbone backbone) =>
        TrainLayerNorm
            ? backbone.Biasables.Where(b =>
                b is not Projection && b.Address.Layer >= 0 && SiteSelection.InStacks(b.Address, Stacks)
            )
            : [];

    /// <summary>Parameters of those norms: a weight each, and a bias where they have one.</summary>
    protected long NormParameters(IBackbone backbone) => Norms(backbone).Sum(n => n.Address.OutWidth * (n.Bias is null ? 1 : 2));

    protected HashSet<string> NormNames(IBackbone backbone) =>
        [.. Norms(backbone).SelectMany(n => new[] { n.Address.Path + ".weight", n.Address.Path + ".bias" })];
}
