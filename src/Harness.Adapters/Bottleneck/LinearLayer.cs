using Harness.Adapters.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Bottleneck;

/// <summary>
/// A dense layer: y = x·Wᵀ + b.
/// Shapes: x [..., in] → [..., out];  weight [out, in];  bias [out].   Parameters: in·out + out.
/// Init: torch's default for linear layers, weight and bias U(±1/√in).
/// </summary>
public sealed class LinearLayer : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    private LinearLayer(Parameter weight, Parameter bias)
        : base(nameof(LinearLayer))
    {
        register_parameter("weight", this.weight = weight);
        register_parameter("bias", this.bias = bias);
    }

    /// <summary>Draws a layer.</summary>
    public static LinearLayer Draw(long inWidth, long outWidth, Generator generator, Placement at) =>
        new(
            Initial.Uniform([outWidth, inWidth], Initial.LinearBound(inWidth), generator, at),
            Initial.Uniform([outWidth], Initial.LinearBound(inWidth), generator, at)
        );

    /// <summary>Draws a layer with weights N(0, σ²) and a zero bias.</summary>
    public static LinearLayer DrawNormal(long inWidth, long outWidth, double sigma, Generator generator, Placement at) =>
        new(Initial.Normal([outWidth, inWidth], sigma, generator, at), Initial.Zeros([outWidth], at));

    public static long Parameters(long inWidth, long outWidth) => inWidth * outWidth + outWidth;

    public Parameter Weight => weight;

    public Parameter Bias => bias;

    /// <summary>A layer with the same values and its own tensors.</summary>
    public LinearLayer Copy() => new(Initial.CopyOf(weight), Initial.CopyOf(bias));

    public override Tensor forward(Tensor x) => nn.functional.linear(x, weight, bias);
}
