using Harness.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
