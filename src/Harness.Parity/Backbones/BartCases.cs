using Harness.Adapters.Sites;
using Harness.Backbones.BartModels;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Parity.Comparing;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>BART: encoder, logits, loss, gradients, decoding with a forced last token.</summary>
internal sealed class BartCases() : TransformersCases("BartForConditionalGeneration")
{
    protected override void Compute(Trial trial)
    {
        var config = BartConfig.FromJson(Config(trial).Json);
        var model = new Bart(config, dtype: trial.Case.Dtype);
        Load(trial, model);
        using var context = PassContext.Inference();
        var (ids, mask) = (trial.Raw("in.input_ids"), trial.Raw("in.attention_mask"));
        var encoded = model.Encode(ids, mask, context);
        trial.Output("encoder", encoded.State);
        if (trial.Has("in.labels"))
        {
            var labels = trial.Raw("in.labels");
            var logits = model
                .Decode(Seq2SeqLabels.ShiftRight(labels, config.DecoderStartTokenId, config.PadTokenId), encoded, context)
                .Logits;
            trial.Output("logits", logits);
            trial.Output("loss", Seq2SeqLabels.MeanLoss(logits, labels));
        }
        GenerationCheck.Run(
            trial,
            full([ids.shape[0], 1], config.DecoderStartTokenId, dtype: ScalarType.Int64),
            rows => model.StartDecoding(new Encoded(encoded.State.detach(), encoded.Mask).Repeat(rows), context),
            new DecodingLimits
            {
                End = config.EosTokenId,
                Pad = config.PadTokenId,
                ForcedFirst = Config(trial).Token("forced_bos_token_id"),
                ForcedLast = config.ForcedEosTokenId,
            }
        );
    }
}
