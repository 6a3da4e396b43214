using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Options;
using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// What every adapter made of PHM layers is configured by (Compacter and MixPHM). Symbols of the papers → keys:
/// n → hypercomplex_division, d_k → phm_rank.
/// </summary>
public abstract record PhmAdapterMethod : AdapterMethod
{
    protected PhmAdapterMethod() => NonLinearity = "gelu_new";

    [Option("hypercomplex_division", "n, the number of Kronecker summands")]
    public int HypercomplexDivision { get; init; } = 4;

    [Option("phm_rank", "rank of each block of a PHM layer")]
    public int PhmRank { get; init; } = 8;

    [Option("factorized_phm", "whether the blocks are low-rank products")]
    public bool FactorizedPhm { get; init; } = true;

    [Option("shared_phm_rule", "one rule for every PHM layer of the backbone")]
    public bool SharedPhmRule { get; init; } = true;

    [Option("factorized_phm_rule", "rule matrices as products of a column and a row")]
    public bool FactorizedPhmRule { get; init; }

    [Option("learn_phm", "whether the rule trains")]
    public bool LearnPhm { get; init; } = true;

    [Option("hypercomplex_nonlinearity", "initialiser of the blocks: glorot-uniform, glorot-normal or normal")]
    public string BlockInit { get; init; } = "glorot-uniform";

    [Option("phm_c_init", "initialiser of the rule: normal or uniform")]
    public string RuleInit { get; init; } = "normal";

    [Option("phm_init_range", "standard deviation of the normal initialisers")]
    public double PhmInitRange { get; init; } = 0.01;

    public PhmInit Init => new(BlockInit, RuleInit, PhmInitRange);

    public PhmShape Down(long width) => new(width, Bottleneck(width), HypercomplexDivision, FactorizedPhm ? PhmRank : null);

    public PhmShape Up(long width) => new(Bottleneck(width), width, HypercomplexDivision, FactorizedPhm ? PhmRank : null);

    public override IEnumerable<string> ValueProblems()
    {
        foreach (var problem in base.ValueProblems().Concat(Init.Problems()))
            yield return problem;
        if (HypercomplexDivision < 1)
            yield return $"hypercomplex_division: {HypercomplexDivision} is below 1.";
        if (FactorizedPhm && PhmRank < 1)
            yield return $"phm_rank: {PhmRank} is below 1.";
    }

    protected override IEnumerable<string> FitProblems(IBackbone backbone)
    {
        foreach (var problem in base.FitProblems(backbone))
            yield return problem;
        foreach (var (width, bottleneck) in Widths(backbone))
        {
            if (PhmShape.DivisionProblem(HypercomplexDivision, width, "width") is { } wide)
                yield return wide;
            if (
                PhmShape.DivisionProblem(HypercomplexDivision, bottleneck, $"bottleneck ({width}/{ReductionFactor})") is
                { } narrow
            )
                yield return narrow;
            if (FactorizedPhm && PhmRank > bottleneck)
                yield return $"phm_rank: {PhmRank} is above the bottleneck {bottleneck} ({width}/{ReductionFactor}).";
        }
    }

    /// <summary>Parameters of the rules of <paramref name="layers"/> PHM layers, as far as they train.</summary>
    protected long RuleParameters(long layers) =>
        !LearnPhm
            ? 0
            : (SharedPhmRule ? Math.Min(1, layers) : layers) * PhmShape.RuleParameters(HypercomplexDivision, FactorizedPhmRule);

    protected override void Attach(IBackbone backbone, Generator generator)
    {
        // The rule of the whole backbone lives on its root; without one every layer has its own.
        var rule = SharedPhmRule
            ? PhmRule.Register(
                backbone.SharedOwner,
                HypercomplexDivision,
                FactorizedPhmRule,
                Init,
                generator,
                Placement.Of(backbone)
            )
            : null;
        backbone.AttachEach(Sites(backbone), AttachName, (address, at) => Build(address, rule, generator, at));
    }

    public override nn.Module<Tensor, PassContext, Tensor> Build(SiteAddress address, Generator generator, Placement at) =>
        Build(address, null, generator, at);

    /// <summary>The same with the rule that the backbone's layers share; null for rules of its own.</summary>
    public abstract nn.Module<Tensor, PassContext, Tensor> Build(
        SiteAddress address,
        PhmRule? rule,
        Generator generator,
        Placement at
    );

    protected override Func<string, bool> Trains(IBackbone backbone)
    {
        var trains = base.Trains(backbone);
        return name => PhmRule.IsName(name) ? LearnPhm : trains(name);
    }
}

/// <summary>
/// Compacter as in MixPHM's comparison: one PHM adapter after each feed-forward sub-layer, one rule for the network.
/// Paper: arXiv 2106.04647; the original sets n = 4, rank 1, bottleneck 24 and two adapters a block (Compacter++: one).
/// Differs from the authors' code: layer norms stay frozen, as in MixPHM's comparison.
/// Parameters over K sites: K·(2·d_k·(d + d_r) + d_r + d) + n³.
/// </summary>
public sealed record CompacterMethod : PhmAdapterMethod
{
    public override string Name => "compacter";

    protected override string AttachName => "phm_adapter";

    public override long ClosedForm(IBackbone backbone)
    {
        var sites = Sites(backbone);
        return sites.Sum(s => Down(s.Address.OutWidth).Parameters + Up(s.Address.OutWidth).Parameters)
            + RuleParameters(2L * sites.Count);
    }

    public override CompacterModule Build(SiteAddress address, PhmRule? rule, Generator generator, Placement at)
    {
        PhmLinear Layer(PhmShape shape) => new(shape, Init, generator, at, rule, FactorizedPhmRule);
        return new CompacterModule(address, Layer(Down(address.OutWidth)), Layer(Up(address.OutWidth)), NonLinearity);
    }
}

/// <summary>
/// Compacter adapter: h_a = PHMᵘᵖ(f(PHMᵈⁿ(h))),  out = h + h_a.
/// Paper: Mahabadi et al., NeurIPS 2021, arXiv 2106.04647, section 4.   Differs from the authors' code: there, a controller adds the residual.
/// Shapes: h [B, L, d] → [B, L, d]; bottleneck [B, L, d_r].   Names: <c>down_sampler</c>, <c>up_sampler</c>.
/// Parameters: 2·k·(d + d_r) + d_r + d.   Init: see <see cref="PhmLinear"/>.
/// </summary>
public sealed class CompacterModule(SiteAddress address, PhmLinear down, PhmLinear up, string nonLinearity)
    : SeriesAdapter(nameof(CompacterModule), address, ("down_sampler", down), ("up_sampler", up), nonLinearity);
