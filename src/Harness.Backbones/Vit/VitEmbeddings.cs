using Harness.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// Class token and patches with learned positions. Shapes: pixels [B, c, H, W] → [B, N, d], N = patches + 1.
/// Parameters: d + N·d + d·c·p² + d.
/// </summary>
internal sealed class VitEmbeddings : Part
{
    private readonly Parameter classToken,
        positions;
    private readonly PatchProjection patches;
    private readonly double dropout;

    public VitEmbeddings(VitConfig config, WeightSource weights)
        : base(nameof(VitEmbeddings))
    {
        dropout = config.HiddenDropoutProb;
        var (d, std) = (config.HiddenSize, config.InitializerRange);
        register_parameter("cls_token", classToken = new Parameter(weights.Normal(std, 1, 1, d)));
        register_parameter("position_embeddings", positions = new Parameter(weights.Normal(std, 1, config.Positions, d)));
        patches = new PatchProjection(
            weights.Normal(std, d, config.NumChannels, config.PatchSize, config.PatchSize),
            weights.Zeros(d)
        );
        var group = new PartGroup("patch_embeddings");
        group.Add("projection", patches);
        register_module("patch_embeddings", group);
    }

    public Tensor Forward(Tensor pixels, PassContext context)
    {
        var first = classToken.expand(pixels.shape[0], -1, -1);
        return context.Drop(cat([first, patches.call(pixels)], 1) + positions, dropout);
    }
}
