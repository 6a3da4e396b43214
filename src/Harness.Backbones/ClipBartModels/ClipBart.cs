using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.ClipBartModels;

/// <summary>
/// CLIP-BART: BART whose encoder reads text and CLIP grid features together, in VL-Adapter's wiring (Sung et al. 2022, arXiv
/// 2112.06825). CLIP itself stands outside (<see cref="ClipResNet"/>): its features are computed once. Parameters: 141,156,864 (base).
/// Routing (arXiv 2403.09377): the authors released no code for this backbone, so the features are an assumption. Encoder modules see the mean of the
/// embedded cells, decoder modules the mean of the encoder's states over real positions; a feature that the pass brings goes before both.
/// </summary>
public sealed class ClipBart : BartBase
{
    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public ClipBart(
        ClipBartConfig config,
        Generator? generator = null,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32
    )
        : base(
            config,
            new BackboneBuilder(new WeightSource(generator, device, dtype)),
            (builder, tokens, place) =>
                new ClipBartEncoder(
                    config,
                    builder,
                    place,
                    new GridEmbedding(config, builder, place.Child("visual_embedding"), tokens)
                )
        ) => Config = config;

    public ClipBartConfig Config { get; }

    private ClipBartEncoder Joint => (ClipBartEncoder)Encoder;

    /// <summary>Published files also hold the token table under the visual embedding's name.</summary>
    public override IReadOnlyDictionary<string, string> Tied =>
        new Dictionary<string, string>(base.Tied)
        {
            ["model.encoder.visual_embedding.obj_order_embedding.weight"] = "model.shared.weight",
        };

    /// <summary>Grid cells as the encoder reads them: features [B, R, f] → [B, R, d].</summary>
    public Tensor EmbedCells(Tensor features, Tensor? boxes, Tensor? imageIds, PassContext context) =>
        Joint.Visual.Forward(features, boxes, imageIds, context);

    /// <summary>Encodes [text ; cells]. Shapes: ids [B, L], features [B, R, f] → state [B, L + R, d], mask [B, L + R].</summary>
    /// <param name="mask">[B, L], 1 where a token counts; null: everything but padding.</param>
    /// <param name="features">Null: text only.</param>
    /// <param name="imageIds">Which of the sample's pictures each cell is from, [B, R] or [1, R]; null: all from the first.</param>
    public Encoded Encode(Tensor ids, Tensor? mask, Tensor? features, PassContext context, Tensor? imageIds = null)
    {
        mask ??= ids.ne(Config.PadTokenId).to(ScalarType.Int64);
        var cells = features is null ? null : EmbedCells(features, null, imageIds, context);
        var feature = context.RoutingFeature ?? cells?.mean([1L], keepdim: true);
        return Joint.Forward(Embed(ids), mask, cells, context with { RoutingFeature = feature });
    }

    /// <summary>A whole pass with teacher forcing; <paramref name="labels"/> [B, T] hold −100 where there is no target.</summary>
    public Seq2SeqOutput Forward(
        Tensor ids,
        Tensor? mask,
        Tensor? features,
        Tensor labels,
        PassContext context,
        Tensor? imageIds = null
    )
    {
        var encoded = Encode(ids, mask, features, context, imageIds);
        var (logits, state) = Decode(DecoderInput(labels), encoded, context);
        return new Seq2SeqOutput(logits, encoded, state);
    }

    /// <summary>No checkpoint of BART has the visual embedding, so it trains with every method.</summary>
    public override bool AlwaysTrains(string parameterName) =>
        parameterName.Contains(".visual_embedding.", StringComparison.Ordinal);

    private protected override PassContext ForDecoder(Encoded encoded, PassContext context) => encoded.AsFeature(context);
}

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
