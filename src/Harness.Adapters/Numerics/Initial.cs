using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters.Numerics;

/// <summary>
/// Initial values from an explicit generator. Numbers are drawn in single precision on the processor and then converted,
/// so that one seed gives one set of values whatever the element type and device.
/// </summary>
public static class Initial
{
    /// <summary>U(−bound, bound).</summary>
    public static Parameter Uniform(long[] shape, double bound, Generator generator, Placement at) =>
        Place(at.IsMeta ? null : empty(shape, dtype: ScalarType.Float32).uniform_(-bound, bound, generator), shape, at);

    /// <summary>N(0, σ²).</summary>
    public static Parameter Normal(long[] shape, double sigma, Generator generator, Placement at) =>
        Place(at.IsMeta ? null : empty(shape, dtype: ScalarType.Float32).normal_(0, sigma, generator), shape, at);

    public static Parameter Zeros(long[] shape, Placement at) => Keep(zeros(shape, dtype: at.Dtype, device: at.Device));

    /// <summary>A parameter with the values of <paramref name="source"/>, sharing nothing with it.</summary>
    public static Parameter CopyOf(Tensor source) => Keep(source.detach().clone());

    /// <summary>Bound of torch's default for linear layers, Kaiming-uniform with a = √5: 1/√fan_in, for the weight and for the bias.</summary>
    public static double LinearBound(long fanIn) => 1.0 / Math.Sqrt(fanIn);

    /// <summary>Glorot-uniform bound: gain·√(6/(rows + cols)).</summary>
    public static double GlorotBound(long rows, long cols, double gain) => gain * Math.Sqrt(6.0 / (rows + cols));

    /// <summary>Glorot-normal σ: gain·√(2/(rows + cols)).</summary>
    public static double GlorotSigma(long rows, long cols, double gain) => gain * Math.Sqrt(2.0 / (rows + cols));

    private static Parameter Place(Tensor? drawn, long[] shape, Placement at) =>
        Keep(drawn is null ? empty(shape, dtype: at.Dtype, device: at.Device) : drawn.to(at.Dtype).to(at.Device));

    // A parameter outlives the dispose scope in which a method happens to be applied.
    private static Parameter Keep(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
