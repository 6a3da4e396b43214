using Harness.Adapters.Sites;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones.Common;

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

/// <summary>
/// From hidden states to vocabulary logits: y = s·x·Wᵀ (+ b). W is the token table where the head is tied, and its own otherwise.
/// Shapes: x [..., d] → [..., V]. Parameters: 0 tied, V·d untied; V more with a bias.
/// </summary>
public sealed class LanguageHead : Part, IBiasable
{
    private readonly Parameter? weight;

    // Its weight is looked up at each use: moving a module to a device or element type replaces its parameters.
    private readonly TokenTable? table;
    private readonly double scale;
    private Parameter? bias;

    /// <param name="tied">The table that the head shares; it is not registered a second time. Null: <paramref name="own"/> is used.</param>
    /// <param name="own">[V, d], for an untied head.</param>
    /// <param name="scale">Factor on the hidden state: d^−½ in T5 with a tied head, 1 elsewhere.</param>
    public LanguageHead(SiteAddress address, TokenTable? tied, Tensor? own, double scale)
        : base(nameof(LanguageHead))
    {
        Address = address;
        this.scale = scale;
        table = tied;
        if (tied is null)
            register_parameter("weight", weight = new Parameter(own ?? throw new ArgumentNullException(nameof(own))));
    }

    public SiteAddress Address { get; }

    public Parameter? Bias => bias;

    public void AddBias()
    {
        if (bias is null)
            register_parameter(
                "bias",
                bias = new Parameter(torch.zeros(Address.OutWidth, dtype: Weight.dtype, device: Weight.device))
            );
    }

    public void RemoveAddedBias() => ConditionallyRegisterParameter("bias", bias = null);

    public Tensor Forward(Tensor state) => nn.functional.linear(scale == 1 ? state : state * scale, Weight, bias);

    private Parameter Weight => weight ?? table!.Weight;
}
