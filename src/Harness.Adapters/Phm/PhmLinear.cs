using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

/// <summary>
/// Sizes of one PHM layer p → q and what follows from them alone.
/// Parameters: k·(p + q) with low-rank Bᵢ = Tᵢ·Uᵢ, p·q/n with full Bᵢ; + q with a bias. The rule is counted apart.
/// Rank of W: ≤ min(p, q, n²·k): each Sᵢ ⊗ Bᵢ has rank rank(Sᵢ)·rank(Bᵢ) ≤ n·k, and there are n of them.
/// </summary>
/// <param name="In">p, features in; a multiple of <paramref name="N"/>.</param>
/// <param name="Out">q, features out; a multiple of <paramref name="N"/>.</param>
/// <param name="N">n, the number of Kronecker summands (<c>hypercomplex_division</c>).</param>
/// <param name="Rank">k, the rank of each Bᵢ (<c>phm_rank</c>); null for a full Bᵢ.</param>
/// <param name="Bias">Whether a bias [q] is added.</param>
public readonly record struct PhmShape(long In, long Out, int N, int? Rank, bool Bias = true)
{
    /// <summary>Rows of each Bᵢ.</summary>
    public long RowsPerBlock => In / N;

    /// <summary>Columns of each Bᵢ.</summary>
    public long ColsPerBlock => Out / N;

    /// <summary>Parameters of the layer without its rule.</summary>
    public long Parameters => (Rank is { } k ? k * (In + Out) : In * Out / N) + (Bias ? Out : 0);

    /// <summary>Upper bound on the rank of W.</summary>
    public long RankBound
    {
        get
        {
            var block = Math.Min(Rank ?? long.MaxValue, Math.Min(RowsPerBlock, ColsPerBlock));
            return Math.Min(Math.Min(In, Out), (long)N * N * block);
        }
    }

    /// <summary>Parameters of a rule: n³, or 2·n² when each Sᵢ is the product of a column and a row.</summary>
    public static long RuleParameters(int n, bool factorised) => factorised ? 2L * n * n : (long)n * n * n;

    /// <summary>One line when n ≥ 1 does not divide <paramref name="width"/>, naming the divisors that do; else null.</summary>
    public static string? DivisionProblem(int n, long width, string what) =>
        n < 1 || width % n == 0
            ? null
            : $"hypercomplex_division: {n} does not divide the {what} {width}; these would: {string.Join(", ", Divisors(width).Where(d => d <= 64))}.";

    private static IEnumerable<long> Divisors(long width)
    {
        for (var d = 1L; d <= width; d++)
            if (width % d == 0)
                yield return d;
    }
}

/// <summary>
/// Initial values of PHM layers.
/// Blocks: Glorot with gain √2 on each two-dimensional slice (the authors' gain), or N(0, range²).
/// Rule: N(0, range²), or U(−0.01, 0.01).
/// </summary>
/// <param name="Blocks"><c>glorot-uniform</c>, <c>glorot-normal</c> or <c>normal</c> (key <c>hypercomplex_nonlinearity</c>, which names the initialiser).</param>
/// <param name="Rule"><c>normal</c> or <c>uniform</c> (key <c>phm_c_init</c>).</param>
/// <param name="Range">σ of the normal choices (key <c>phm_init_range</c>).</param>
public sealed record PhmInit(string Blocks = "glorot-uniform", string Rule = "normal", double Range = 0.01)
{
    private const double UniformRuleBound = 0.01;
    private static readonly double Gain = Math.Sqrt(2);

    /// <summary>Blocks [n, rows, cols].</summary>
    public Parameter DrawBlocks(long n, long rows, long cols, Generator generator, Placement at) =>
        Blocks switch
        {
            "glorot-uniform" => Initial.Uniform([n, rows, cols], Initial.GlorotBound(rows, cols, Gain), generator, at),
            "glorot-normal" => Initial.Normal([n, rows, cols], Initial.GlorotSigma(rows, cols, Gain), generator, at),
            _ => Initial.Normal([n, rows, cols], Range, generator, at),
        };

    /// <summary>A rule, or one of its factors, of any shape.</summary>
    public Parameter DrawRule(long[] shape, Generator generator, Placement at) =>
        Rule == "uniform" ? Initial.Uniform(shape, UniformRuleBound, generator, at) : Initial.Normal(shape, Range, generator, at);

    /// <summary>A line for each value that is not known.</summary>
    public IEnumerable<string> Problems()
    {
        if (Blocks is not ("glorot-uniform" or "glorot-normal" or "normal"))
            yield return $"hypercomplex_nonlinearity: '{Blocks}' is not an initialiser; known: glorot-uniform, glorot-normal, normal.";
        if (Rule is not ("normal" or "uniform"))
            yield return $"phm_c_init: '{Rule}' is not an initialiser; known: normal, uniform.";
        if (Range < 0)
            yield return $"phm_init_range: {Range} is negative; it is a standard deviation.";
    }
}

/// <summary>
/// The slow matrices S₁…Sₙ of PHM layers: [n, n, n], or the products of columns [n, n, 1] and rows [n, 1, n].
/// The parameters are registered once, on one module (the layer itself, or the root of a backbone whose layers all share
/// them), so that enumeration and state dictionary hold them once.
/// Names: <c>phm_rule</c>, or <c>phm_rule_left</c> and <c>phm_rule_right</c>.
/// Parameters: n³, or 2·n².   Init: see <see cref="PhmInit"/>.   Differs from the authors' code: there, each layer's
/// state dictionary repeats the shared tensor.
/// </summary>
public sealed class PhmRule
{
    private readonly nn.Module owner;
    private readonly bool factorised;

    private PhmRule(nn.Module owner, bool factorised) => (this.owner, this.factorised) = (owner, factorised);

    /// <summary>Draws a rule and registers it on <paramref name="owner"/>.</summary>
    public static PhmRule Register(nn.Module owner, int n, bool factorised, PhmInit init, Generator generator, Placement at)
    {
        if (factorised)
        {
            owner.register_parameter("phm_rule_left", init.DrawRule([n, n, 1], generator, at));
            owner.register_parameter("phm_rule_right", init.DrawRule([n, 1, n], generator, at));
        }
        else
            owner.register_parameter("phm_rule", init.DrawRule([n, n, n], generator, at));
        return new PhmRule(owner, factorised);
    }

    /// <summary>S [n, n, n]. Looked up at each use: moving a module to a device or element type replaces its parameters.</summary>
    public Tensor Matrices() => factorised ? Find("phm_rule_left").bmm(Find("phm_rule_right")) : Find("phm_rule");

    /// <summary>True for the name of a rule's parameter, wherever it is registered.</summary>
    public static bool IsName(string parameterName) =>
        parameterName[(parameterName.LastIndexOf('.') + 1)..] is "phm_rule" or "phm_rule_left" or "phm_rule_right";

    private Parameter Find(string name) =>
        owner.get_parameter(name)
        ?? throw new InvalidOperationException($"The module that owns the PHM rule no longer has '{name}'.");
}

/// <summary>
/// PHM linear layer: y = x·W + b,  W = Σᵢ Sᵢ ⊗ Bᵢ,  Bᵢ = Tᵢ·Uᵢ (or a full Bᵢ).
/// Paper: Zhang et al., ICLR 2021 (arXiv 2102.08597); low-rank blocks: Compacter, arXiv 2106.04647, eq. 5.
/// Differs from the authors' code: multiplied out in the cheapest order (<see cref="PhmCost"/>) instead of always building W.
/// Shapes: x [..., p] → y [..., q];  S [n, n, n];  T [n, p/n, k], U [n, k, q/n] or W [n, p/n, q/n];  b [q];  n divides p and q.
/// Parameters: k·(p + q) + q  (+ n³ when the rule is its own).   Rank: ≤ min(p, q, n²·k).
/// Init: T, U Glorot-uniform with gain √2 per slice; b 0; S ~ N(0, σ²).
/// </summary>
public sealed class PhmLinear : nn.Module<Tensor, Tensor>
{
    // Field names are the parameter names: torch finds parameters by field when a module is moved.
    private readonly Parameter? W_left;
    private readonly Parameter? W_right;
    private readonly Parameter? W;
    private readonly Parameter? b;
    private readonly PhmRule rule;

    /// <summary>Draws a layer.</summary>
    /// <param name="sharedRule">The rule that many layers share; null for a rule of its own.</param>
    /// <param name="factorisedRule">Whether an own rule is made of columns and rows.</param>
    public PhmLinear(
        PhmShape shape,
        PhmInit init,
        Generator generator,
        Placement at,
        PhmRule? sharedRule = null,
        bool factorisedRule = false
    )
        : base(nameof(PhmLinear))
    {
        Shape = shape;
        rule = sharedRule ?? PhmRule.Register(this, shape.N, factorisedRule, init, generator, at);
        if (shape.Rank is { } k)
        {
            register_parameter("W_left", W_left = init.DrawBlocks(shape.N, shape.RowsPerBlock, k, generator, at));
            register_parameter("W_right", W_right = init.DrawBlocks(shape.N, k, shape.ColsPerBlock, generator, at));
        }
        else
            register_parameter("W", W = init.DrawBlocks(shape.N, shape.RowsPerBlock, shape.ColsPerBlock, generator, at));
        if (shape.Bias)
            register_parameter("b", b = Initial.Zeros([shape.Out], at));
    }

    public PhmShape Shape { get; }

    /// <summary>The layer's tensors, as autograd sees them.</summary>
    public PhmFactors Factors => new(rule.Matrices(), W_left, W_right, W, b);

    /// <summary>W [p, q], materialised.</summary>
    public Tensor Weight() => Factors.Weight();

    public override Tensor forward(Tensor x) => Forward(x, Plan(x));

    /// <summary>The product along a given plan.</summary>
    public Tensor Forward(Tensor x, PhmPlan plan) => PhmOperator.Prepare(Factors, plan).Apply(x);

    /// <summary>The output with its factors, which are null where the cheapest plan does not build W.</summary>
    public (Tensor output, BranchProduct? product) Product(Tensor x)
    {
        var prepared = PhmOperator.Prepare(Factors, Plan(x));
        return (prepared.Apply(x), prepared.Weight is { } weight ? new BranchProduct(x, weight, b) : null);
    }

    private PhmPlan Plan(Tensor x) => PhmCost.Choose(Shape, x.numel() / Shape.In);

    /// <summary>Takes over the values of <paramref name="source"/>, a layer of the same shape.</summary>
    public PhmLinear CopyValuesFrom(PhmLinear source)
    {
        using var frozen = no_grad();
        foreach (var ((_, own), (_, other)) in named_parameters().Zip(source.named_parameters()))
            own.copy_(other);
        return this;
    }
}
