using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.T5Models;
using Harness.Parity.Comparing;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>T5: hidden states, logits, loss, gradients, decoding.</summary>
internal sealed class T5Cases() : TransformersCases("T5ForConditionalGeneration")
{
    protected override void Compute(Trial trial)
    {
        var config = T5Config.FromJson(Config(trial).Json);
        var model = new T5(config, dtype: trial.Case.Dtype);
        Load(trial, model);
        using var context = PassContext.Inference();
        var (ids, mask) = (trial.Raw("in.input_ids"), trial.Raw("in.attention_mask"));
        var (encoderStates, decoderStates) = (new List<Tensor>(), new List<Tensor>());
        var encoded = model.Encode(ids, mask, context, encoderStates);
        trial.Output("encoder", encoded.State);
        if (trial.Has("in.labels"))
        {
            var labels = trial.Raw("in.labels");
            var logits = model
                .Decode(
                    Seq2SeqLabels.ShiftRight(labels, config.DecoderStartTokenId, config.PadTokenId),
                    encoded,
                    context,
                    decoderStates
                )
                .Logits;
            trial.Output("logits", logits);
            trial.Output("loss", Seq2SeqLabels.MeanLoss(logits, labels));
        }
        for (var i = 0; i < encoderStates.Count; i++)
            trial.Output($"enc_h{i}", encoderStates[i]);
        for (var i = 0; i < decoderStates.Count; i++)
            trial.Output($"dec_h{i}", decoderStates[i]);
        GenerationCheck.Run(
            trial,
            full([ids.shape[0], 1], config.DecoderStartTokenId, dtype: ScalarType.Int64),
            rows => model.StartDecoding(new Encoded(encoded.State.detach(), encoded.Mask).Repeat(rows), context),
            new DecodingLimits { End = config.EosTokenId, Pad = config.PadTokenId }
        );
    }
}
