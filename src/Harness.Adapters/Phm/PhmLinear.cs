using Harness.Adapters.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Phm;

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
