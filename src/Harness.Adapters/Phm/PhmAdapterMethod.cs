using Harness.Adapters.Numerics;
using Harness.Adapters.Options;

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

    /// <summary>The rule of the whole backbone, registered on its root; null when every layer has its own.</summary>
    protected PhmRule? RegisterSharedRule(IBackbone backbone, TorchSharp.torch.Generator generator) =>
        SharedPhmRule
            ? PhmRule.Register(backbone.Root, HypercomplexDivision, FactorizedPhmRule, Init, generator, Placement.Of(backbone))
            : null;

    protected override Func<string, bool> Trains(IBackbone backbone)
    {
        var trains = base.Trains(backbone);
        return name => PhmRule.IsName(name) ? LearnPhm : trains(name);
    }
}
