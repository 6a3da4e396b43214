using Harness.Adapters.Sites;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

/// <summary>
/// Root-mean-square norm, T5's layer norm: y = w ⊙ x / √(mean(x²) + ε), no mean subtraction and, as published, no bias.
/// Zhang and Sennrich 2019, arXiv 1910.07467. Shapes: x [..., d] → [..., d]; weight [d]. Parameters: d (2d with BitFit's bias).
/// </summary>
public sealed class RmsNorm : TensorPart, IBiasable
{
    private static readonly long[] LastDimension = [-1];
    private readonly Parameter weight;
    private readonly double epsilon;
    private Parameter? bias;

    public RmsNorm(SiteAddress address, Tensor weight, double epsilon)
        : base(nameof(RmsNorm))
    {
        Address = address;
        this.epsilon = epsilon;
        register_parameter("weight", this.weight = new Parameter(weight));
    }

    public SiteAddress Address { get; }

    public Parameter? Bias => bias;

    public void AddBias()
    {
        if (bias is null)
            register_parameter(
                "bias",
                bias = new Parameter(torch.zeros(Address.OutWidth, dtype: weight.dtype, device: weight.device))
            );
    }

    public void RemoveAddedBias() => ConditionallyRegisterParameter("bias", bias = null);

    public override Tensor forward(Tensor x)
    {
        var scale = (x.pow(2).mean(LastDimension, keepdim: true) + epsilon).rsqrt();
        var y = x * scale * weight;
        return bias is null ? y : y + bias;
    }
}

/// <summary>
/// Layer norm with weight and bias: y = w ⊙ (x − mean(x)) / √(var(x) + ε) + b. Ba et al. 2016, arXiv 1607.06450.
/// Shapes: x [..., d] → [..., d]; weight, bias [d]. Parameters: 2d.
/// </summary>
public sealed class AffineNorm : TensorPart, IBiasable
{
    private readonly long[] shape;
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly double epsilon;

    public AffineNorm(SiteAddress address, Tensor weight, Tensor bias, double epsilon)
        : base(nameof(AffineNorm))
    {
        Address = address;
        this.epsilon = epsilon;
        shape = weight.shape;
        register_parameter("weight", this.weight = new Parameter(weight));
        register_parameter("bias", this.bias = new Parameter(bias));
    }

    public SiteAddress Address { get; }

    public Parameter Weight => weight;

    public Parameter? Bias => bias;

    /// <summary>Does nothing: a layer norm has its bias already.</summary>
    public void AddBias() { }

    /// <summary>Does nothing: the bias is published.</summary>
    public void RemoveAddedBias() { }

    public override Tensor forward(Tensor x) => nn.functional.layer_norm(x, shape, weight, bias, epsilon);
}

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
