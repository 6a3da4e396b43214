using Harness.Adapters;
using static TorchSharp.torch;

namespace Harness.Backbones;

/// <summary>BART's encoder over [text ; grid cells]. Shapes: text [B, L, d], cells [B, R, d] → [B, L + R, d].</summary>
internal sealed class ClipBartEncoder : BartStack
{
    public ClipBartEncoder(ClipBartConfig config, BackboneBuilder builder, Place place, GridEmbedding visual)
        : base(config, builder, place, decoder: false) => register_module("visual_embedding", Visual = visual);

    public GridEmbedding Visual { get; }

    public Encoded Forward(Tensor text, Tensor textMask, Tensor? cells, PassContext context)
    {
        var x = Positioned(text, 0, context);
        if (cells is null)
            return new Encoded(EncoderForward(x, textMask, context with { TokenMask = textMask }), textMask);
        var mask = cat([textMask, ones(cells.shape[0], cells.shape[1], dtype: textMask.dtype, device: textMask.device)], 1);
        return new Encoded(EncoderForward(cat([x, cells], 1), mask, context with { TokenMask = mask }), mask);
    }
}
