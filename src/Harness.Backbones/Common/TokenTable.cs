using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>A table of vectors looked up by index. Shapes: ids [...] of Int64 → [..., d]; weight [rows, d]. Parameters: rows·d.</summary>
public sealed class TokenTable : TensorPart
{
    private readonly Parameter weight;

    public TokenTable(Tensor weight) : base(nameof(TokenTable)) =>
        register_parameter("weight", this.weight = new Parameter(weight));

    public Parameter Weight => weight;

    public long Rows => weight.shape[0];

    public override Tensor forward(Tensor ids) => weight[ids];
}
