using Harness.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
