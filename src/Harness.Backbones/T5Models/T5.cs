using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using static TorchSharp.torch;

namespace Harness.Backbones.T5Models;

/// <summary>
/// T5, an encoder–decoder over text (Raffel et al. 2020, arXiv 1910.10683); v1.0 with ReLU and v1.1 with gated activations.
/// Parameter names are those of the published checkpoints.
/// Parameters with tied head: V·d + L_e(4·d·a + m·d·ff + 2d) + L_d(8·d·a + m·d·ff + 3d) + 2·b·h + 2d, where a = h·k and m = 2 (gated: 3).
/// </summary>
public sealed class T5 : T5Base
{
    /// <param name="generator">Source of the initial weights; null leaves them at zero for a checkpoint to fill.</param>
    /// <param name="device">Null: the CPU. META builds shapes without allocating.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built; every problem is named.</exception>
    public T5(T5Config config, Generator? generator = null, Device? device = null, ScalarType dtype = ScalarType.Float32)
        : base(
            config,
            new BackboneBuilder(new WeightSource(generator, device, dtype)),
            (builder, _) => new T5Stack(config, builder, new Place("encoder", "encoder"), config.NumLayers, decoder: false)
        ) => Config = config;

    public T5Config Config { get; }

    /// <summary>Encodes text. Shapes: ids [B, L] → state [B, L, d].</summary>
    /// <param name="mask">[B, L], 1 where a token counts; null: everything but padding.</param>
    /// <param name="states">Receives the input of every block and the final state, for inspection.</param>
    public Encoded Encode(Tensor ids, Tensor? mask, PassContext context, List<Tensor>? states = null)
    {
        mask ??= ids.ne(Config.PadTokenId).to(ScalarType.Int64);
        var bias = Encoder.PositionBias(ids.shape[1], ids.shape[1]);
        return new Encoded(Encoder.EncoderForward(Embed(ids), mask, bias, context, states), mask);
    }

    /// <summary>A whole pass with teacher forcing; <paramref name="labels"/> [B, T] hold −100 where there is no target.</summary>
    public Seq2SeqOutput Forward(Tensor ids, Tensor? mask, Tensor labels, PassContext context)
    {
        var encoded = Encode(ids, mask, context);
        var (logits, state) = Decode(DecoderInput(labels), encoded, context);
        return new Seq2SeqOutput(logits, encoded, state);
    }
}
