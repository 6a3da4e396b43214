using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Adapters;

/// <summary>Something that can be given a trainable bias (BitFit).</summary>
public interface IBiasable
{
    SiteAddress Address { get; }

    Parameter? Bias { get; }

    /// <summary>Adds a zero bias where there is none; a bias that exists is left alone.</summary>
    void AddBias();
}

/// <summary>
/// A linear map of a backbone with room for a delta: y = x·Wᵀ + b + delta(x).
/// Shapes: x [..., in] → y [..., out]; weight [out, in] as published; bias [out].
/// Parameter names: <c>weight</c>, <c>bias</c>, and the attached delta under the name it was attached with.
/// </summary>
public sealed class Projection : nn.Module<Tensor, PassContext, Tensor>, IBiasable
{
    private readonly Parameter weight;
    private Parameter? bias;
    private nn.Module<Tensor, PassContext, Tensor>? delta;

    /// <param name="weight">[out, in], or [in, out] when <paramref name="inputMajor"/> (the layout of GPT-2's Conv1D).</param>
    public Projection(SiteAddress address, Tensor weight, Tensor? bias = null, bool inputMajor = false) : base(nameof(Projection))
    {
        Address = address;
        InputMajor = inputMajor;
        register_parameter("weight", this.weight = new Parameter(weight));
        if (bias is not null)
            register_parameter("bias", this.bias = new Parameter(bias));
    }

    public SiteAddress Address { get; }

    /// <summary>True when the stored weight is [in, out].</summary>
    public bool InputMajor { get; }

    public Parameter Weight => weight;

    public Parameter? Bias => bias;

    /// <summary>The attached delta, or null.</summary>
    public nn.Module<Tensor, PassContext, Tensor>? Delta => delta;

    public void AddBias()
    {
        if (bias is null)
            register_parameter("bias", bias = new Parameter(zeros(Address.OutWidth, dtype: weight.dtype, device: weight.device)));
    }

    /// <summary>Attaches <paramref name="module"/>: [..., in] → [..., out], added to the output. One at most.</summary>
    /// <exception cref="InvalidOperationException">A delta is attached already.</exception>
    public void Attach(string name, nn.Module<Tensor, PassContext, Tensor> module)
    {
        if (delta is not null)
            throw new InvalidOperationException($"{Address.Path} already carries a delta; detach it first.");
        register_module(name, delta = module);
    }

    public override Tensor forward(Tensor x, PassContext context)
    {
        var y = InputMajor ? x.matmul(weight) : nn.functional.linear(x, weight);
        if (bias is not null)
            y = y + bias;
        return delta is null ? y : y + delta.call(x, context);
    }
}
