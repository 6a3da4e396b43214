using Harness.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// CLIP's attention pooling: the mean of the cells asks all cells and itself. Shapes: grid [B, f, H, W] → [B, out].
/// Parameters: (H·W + 1)·f + 3(f² + f) + f·out + out.
/// </summary>
internal sealed class ClipAttentionPool : Part
{
    private readonly Parameter positions;
    private readonly HeadMixer mixer;
    private readonly Projection output;

    public ClipAttentionPool(ClipResNetConfig config, BackboneBuilder builder, Place place)
        : base(nameof(ClipAttentionPool))
    {
        var (d, std) = (config.FeatDim, 1 / Math.Sqrt(config.FeatDim));
        register_parameter(
            "positional_embedding",
            positions = new Parameter(builder.Weights.Normal(std, config.Side * config.Side + 1, d))
        );
        var group = new PartGroup("attnpool");
        mixer = builder.QueryKeyValue(
            group,
            place,
            SubLayer.Head,
            ("q_proj", "k_proj", "v_proj"),
            d,
            config.Heads,
            std,
            dropout: 0
        );
        foreach (var (name, child) in group.named_children().ToList())
            register_module(name, child);
        output = builder.Projection(place.Child("c_proj"), SiteRole.Other, SubLayer.Head, d, config.OutputDim, std, bias: true);
        register_module("c_proj", output);
    }

    public Tensor Forward(Tensor grid, PassContext context)
    {
        var cells = grid.flatten(2).transpose(1, 2); // [B, H·W, f]
        var x = cat([cells.mean([1L], keepdim: true), cells], 1) + positions;
        return output.call(mixer.Mix(x.narrow(1, 0, 1), x, null, null, context), context).squeeze(1);
    }
}
