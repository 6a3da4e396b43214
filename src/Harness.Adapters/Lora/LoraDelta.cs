using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Lora;

/// <summary>A linear map without bias: x [..., in] → x·Wᵀ [..., out]; its one parameter is called <c>weight</c>, [out, in].</summary>
public sealed class LowRankFactor : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public LowRankFactor(Parameter weight)
        : base(nameof(LowRankFactor)) => register_parameter("weight", this.weight = weight);

    public Parameter Matrix => weight;

    public override Tensor forward(Tensor x) => nn.functional.linear(x, weight);
}

/// <summary>
/// Low-rank update of a linear map: Δ(x) = s·Drop(x)·Aᵀ·Bᵀ.
/// Paper: LoRA, arXiv 2106.09685, section 4.1; rank-stabilised scale: arXiv 2312.03732.
/// Differs from the authors' code: no. (MixPHM's code adds random frozen biases to q and v by accident; this does not.)
/// Shapes: x [..., in] → [..., out];  A [r, in];  B [out, r].   Names: <c>lora_A.weight</c>, <c>lora_B.weight</c>, as in PEFT.
/// Parameters: r·(in + out).   Rank of ΔW: ≤ r.   Init: A Kaiming-uniform with a = √5, i.e. U(±1/√in); B 0, so that Δ = 0.
/// </summary>
public sealed class LoraDelta : nn.Module<Tensor, PassContext, Tensor>, IMergeable
{
    private readonly LowRankFactor lora_A;
    private readonly LowRankFactor lora_B;
    private readonly double dropout;

    public LoraDelta(long inWidth, long outWidth, int rank, double scale, double dropout, Generator generator, Placement at)
        : base(nameof(LoraDelta))
    {
        (Scale, this.dropout) = (scale, dropout);
        register_module(
            "lora_A",
            lora_A = new LowRankFactor(Initial.Uniform([rank, inWidth], Initial.LinearBound(inWidth), generator, at))
        );
        register_module("lora_B", lora_B = new LowRankFactor(Initial.Zeros([outWidth, rank], at)));
    }

    /// <summary>s.</summary>
    public double Scale { get; }

    public Parameter A => lora_A.Matrix;

    public Parameter B => lora_B.Matrix;

    public string? MergeObstacle => null;

    public Tensor DeltaWeight() => B.matmul(A) * Scale;

    public static long Parameters(long inWidth, long outWidth, int rank) => rank * (inWidth + outWidth);

    public override Tensor forward(Tensor x, PassContext context) => lora_B.call(lora_A.call(context.Drop(x, dropout))) * Scale;
}
