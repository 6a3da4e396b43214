using TorchSharp;
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
