using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// Batch norm of a network that is frozen in use: its running statistics whatever the module's mode, y = w ⊙ (x − mean) / √(var + ε) + b, except
/// while it is pre-trained (<see cref="Adapting"/>). Ioffe and Szegedy 2015, arXiv 1502.03167.
/// Shapes: x [B, d, H, W] → [B, d, H, W]; weight, bias, running_mean, running_var [d]. Parameters: 2d.
/// </summary>
internal sealed class FixedBatchNorm : TensorPart
{
    private const double Epsilon = 1e-5;
    private readonly Parameter weight,
        bias;
    private readonly Tensor mean,
        variance;

    public FixedBatchNorm(WeightSource weights, long width)
        : base(nameof(FixedBatchNorm))
    {
        register_parameter("weight", weight = new Parameter(weights.Ones(width)));
        register_parameter("bias", bias = new Parameter(weights.Zeros(width)));
        register_buffer("running_mean", mean = weights.Zeros(width));
        register_buffer("running_var", variance = weights.Ones(width));
        register_buffer("num_batches_tracked", weights.Zeros().to(ScalarType.Int64));
    }

    /// <summary>Whether it reads the batch's statistics and learns the running ones from them.</summary>
    public bool Adapting { get; set; }

    public override Tensor forward(Tensor x) =>
        nn.functional.batch_norm(x, mean, variance, weight, bias, training: Adapting, eps: Epsilon);
}
