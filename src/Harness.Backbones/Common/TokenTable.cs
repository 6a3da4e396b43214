using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// A table of vectors looked up by index. Shapes: ids [...] of Int64 → [..., d]; weight [rows, d]. Parameters: rows·d.
/// Where padding has a row of its own, looking it up sends no gradient to it, as in the published models that set <c>padding_idx</c>.
/// </summary>
public sealed class TokenTable : TensorPart
{
    private readonly Parameter weight;
    private readonly long? padding;

    public TokenTable(Tensor weight, long? padding = null)
        : base(nameof(TokenTable))
    {
        this.padding = padding;
        register_parameter("weight", this.weight = new Parameter(weight));
    }

    public Parameter Weight => weight;

    public long Rows => weight.shape[0];

    public override Tensor forward(Tensor ids)
    {
        var vectors = weight[ids];
        return padding is { } row && vectors.requires_grad
            ? torch.where(ids.eq(row).unsqueeze(-1), vectors.detach(), vectors)
            : vectors;
    }
}
