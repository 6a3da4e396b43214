using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.BartModels;

/// <summary>
/// BART, an encoder–decoder over text (Lewis et al. 2019, arXiv 1910.13461), its head tied to the token table. Parameter names are
/// those of the published checkpoints. Parameters: 139,420,416 (base).
/// </summary>
public sealed class Bart : BartBase
{
    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public Bart(BartConfig config, Generator? generator = null, Device? device = null, ScalarType dtype = ScalarType.Float32)
        : base(
            config,
            new BackboneBuilder(new WeightSource(generator, device, dtype)),
            (builder, _, place) => new BartStack(config, builder, place, decoder: false)
        ) => Config = config;

    public BartConfig Config { get; }

    /// <summary>Encodes text. Shapes: ids [B, L] → state [B, L, d].</summary>
    /// <param name="mask">[B, L], 1 where a token counts; null: everything but padding.</param>
    public Encoded Encode(Tensor ids, Tensor? mask, PassContext context)
    {
        mask ??= ids.ne(Config.PadTokenId).to(ScalarType.Int64);
        return new Encoded(Encoder.EncoderForward(Encoder.Positioned(Embed(ids), 0, context), mask, context), mask);
    }

    /// <summary>A whole pass with teacher forcing; <paramref name="labels"/> [B, T] hold −100 where there is no target.</summary>
    public Seq2SeqOutput Forward(Tensor ids, Tensor? mask, Tensor labels, PassContext context)
    {
        var encoded = Encode(ids, mask, context);
        var (logits, state) = Decode(DecoderInput(labels), encoded, context);
        return new Seq2SeqOutput(logits, encoded, state);
    }
}
