using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>
/// VL-T5's encoder: T5's over [text ; regions]. The relative-position bias acts between text tokens only; wherever a region
/// takes part it is 0. Shapes: text [B, L, d], regions [B, R, d] → [B, L + R, d].
/// </summary>
internal sealed class JointEncoder : T5Stack
{
    private JointEncoder(VlT5Config config, BackboneBuilder builder, Place place, VisualEmbedding visual)
        : base(config, builder, place, config.NumLayers, decoder: false) => register_module("visual_embedding", Visual = visual);

    public VisualEmbedding Visual { get; }

    public static JointEncoder Make(VlT5Config config, BackboneBuilder builder, TokenTable tokens)
    {
        var place = new Place("encoder", "encoder");
        // The visual embedding is made first because it runs first.
        return new JointEncoder(
            config,
            builder,
            place,
            new VisualEmbedding(config, builder, place.Child("visual_embedding"), tokens)
        );
    }

    public Encoded Forward(Tensor text, Tensor textMask, Tensor? regions, PassContext context)
    {
        var bias = PositionBias(text.shape[1], text.shape[1]);
        if (regions is null)
            return new Encoded(EncoderForward(text, textMask, bias, context with { TokenMask = textMask }), textMask);
        var (batch, count) = (regions.shape[0], regions.shape[1]);
        var mask = cat([textMask, ones(batch, count, dtype: textMask.dtype, device: textMask.device)], 1);
        var joint = cat([text, regions], 1);
        return new Encoded(
            EncoderForward(joint, mask, nn.functional.pad(bias, [0, count, 0, count]), context with { TokenMask = mask }),
            mask
        );
    }
}
