using Harness.Adapters.Sites;
using Harness.Backbones.Checkpoints;
using Harness.Backbones.ClipBartModels;
using Harness.Backbones.Common;
using Harness.Backbones.T5Models;
using static TorchSharp.torch;

namespace Harness.Backbones.VlT5Models;

/// <summary>
/// VL-T5: T5 whose encoder reads text and picture regions together. Cho et al. 2021, arXiv 2102.02779; parameter names as in the
/// released checkpoints. Routing (arXiv 2403.09377), which nobody published for this backbone: encoder modules see the mean of the embedded
/// regions, decoder modules the mean of the encoder's states over real positions, as in <see cref="ClipBart"/>. Parameters: T5's, plus the visual embedding's; 224,538,624 for <see cref="VlT5Config.Base"/>.
/// </summary>
public sealed class VlT5 : T5Base, IPublishedNames
{
    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public VlT5(VlT5Config config, Generator? generator = null, Device? device = null, ScalarType dtype = ScalarType.Float32)
        : base(
            config,
            new BackboneBuilder(new WeightSource(generator, device, dtype)),
            (builder, tokens) => JointEncoder.Make(config, builder, tokens)
        ) => Config = config;

    public VlT5Config Config { get; }

    private JointEncoder Joint => (JointEncoder)Encoder;

    /// <summary>Published files also hold the token table under the visual embedding's name.</summary>
    public override IReadOnlyDictionary<string, string> Tied =>
        new Dictionary<string, string>(base.Tied) { ["encoder.visual_embedding.obj_order_embedding.weight"] = "shared.weight" };

    /// <summary>The first releases call the encoder <c>vis_encoder</c>.</summary>
    public string Current(string key) => key.Replace("vis_encoder.", "encoder.", StringComparison.Ordinal);

    /// <summary>Regions as the encoder reads them: features [B, R, f], boxes [B, R, 4] as fractions (x1, y1, x2, y2) → [B, R, d].</summary>
    public Tensor EmbedRegions(Tensor features, Tensor boxes, PassContext context) =>
        Joint.Visual.Forward(features, boxes, null, context);

    /// <summary>Encodes [text ; regions]. Shapes: ids [B, L], features [B, R, f], boxes [B, R, 4] → state [B, L + R, d], mask [B, L + R].</summary>
    /// <param name="mask">[B, L], 1 where a token counts; null: everything but padding.</param>
    /// <param name="features">Null, with <paramref name="boxes"/>: text only.</param>
    /// <param name="states">Takes the state before each block and the last one.</param>
    public Encoded Encode(
        Tensor ids,
        Tensor? mask,
        Tensor? features,
        Tensor? boxes,
        PassContext context,
        List<Tensor>? states = null
    )
    {
        mask ??= ids.ne(Config.PadTokenId).to(ScalarType.Int64);
        var regions = features is null || boxes is null ? null : EmbedRegions(features, boxes, context);
        return Joint.Forward(
            Embed(ids),
            mask,
            regions,
            context with
            {
                RoutingFeature = context.RoutingFeature ?? regions?.mean([1L], keepdim: true),
            },
            states
        );
    }

    private protected override PassContext ForDecoder(Encoded encoded, PassContext context) => encoded.AsFeature(context);

    /// <summary>A whole pass with teacher forcing; <paramref name="labels"/> [B, T] hold −100 where there is no target.</summary>
    /// <param name="encoderStates">Takes the encoder's state before each block and the last one.</param>
    public Seq2SeqOutput Forward(
        Tensor ids,
        Tensor? mask,
        Tensor? features,
        Tensor? boxes,
        Tensor labels,
        PassContext context,
        List<Tensor>? encoderStates = null
    )
    {
        var encoded = Encode(ids, mask, features, boxes, context, encoderStates);
        var (logits, state) = Decode(DecoderInput(labels), encoded, context);
        return new Seq2SeqOutput(logits, encoded, state);
    }
}

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

    public Encoded Forward(Tensor text, Tensor textMask, Tensor? regions, PassContext context, List<Tensor>? states = null)
    {
        var bias = PositionBias(text.shape[1], text.shape[1]);
        if (regions is null)
            return new Encoded(EncoderForward(text, textMask, bias, context with { TokenMask = textMask }, states), textMask);
        var (batch, count) = (regions.shape[0], regions.shape[1]);
        var mask = cat([textMask, ones(batch, count, dtype: textMask.dtype, device: textMask.device)], 1);
        var joint = cat([text, regions], 1);
        return new Encoded(
            EncoderForward(joint, mask, nn.functional.pad(bias, [0, count, 0, count]), context with { TokenMask = mask }, states),
            mask
        );
    }
}
