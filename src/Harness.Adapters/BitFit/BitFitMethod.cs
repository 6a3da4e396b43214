using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.BitFit;

/// <summary>
/// BitFit: only biases train. As in MixPHM's comparison, linear maps, norms and the language head that have no bias get one,
/// and the substring rule also catches T5's relative-position tables.
/// Paper: Ben Zaken et al., ACL 2022, arXiv 2106.10199; row of MixPHM, arXiv 2303.01239.
/// Differs from the authors' code: added biases start at 0 (there, some start from a random draw by accident).
/// Parameters: Σ widths of everything that carries a bias, + tables whose name contains "bias".
/// </summary>
public sealed record BitFitMethod : PeftMethod
{
    [Option(
        "visual_projection_bias",
        "also give the projections of the visual embedding a bias (a commented option of the authors' code)"
    )]
    public bool VisualProjectionBias { get; init; }

    public override string Name => "bitfit";

    public override long ClosedForm(IBackbone backbone)
    {
        var (own, trains) = (backbone.Biasables.Select(b => BiasName(b.Address)).ToHashSet(), Trains(backbone));
        var tables = backbone.Root.named_parameters().Where(p => trains(p.name) && !own.Contains(p.name));
        return Targets(backbone).Sum(b => b.Address.OutWidth) + tables.Sum(p => p.parameter.numel());
    }

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        foreach (var target in Targets(backbone))
            target.AddBias();
    }

    protected override Func<string, bool> Trains(IBackbone backbone)
    {
        // A vision tower stays frozen in both papers.
        var vision = backbone.Biasables.Where(b => b.Address.Stack == "vision").Select(b => BiasName(b.Address)).ToHashSet();
        return name => IsBias(name) && !vision.Contains(name);
    }

    private IEnumerable<IBiasable> Targets(IBackbone backbone) =>
        backbone.Biasables.Where(b =>
            b.Address.Stack != "vision"
            && (b.Bias is not null || VisualProjectionBias || b is not Projection || b.Address.SubLayer != SubLayer.Embedding)
        );

    private static bool IsBias(string name) => name.Contains("bias", StringComparison.Ordinal);

    private static string BiasName(SiteAddress address) => address.Path + ".bias";
}
