using Harness.Adapters.Sites;
using Harness.Backbones.Decoding;
using Harness.Backbones.Gpt2Models;
using Harness.Parity.Comparing;

namespace Harness.Parity.Backbones;

/// <summary>GPT-2: logits from ids and from vectors, loss, gradients, decoding from prompts.</summary>
internal sealed class Gpt2Cases() : TransformersCases("GPT2LMHeadModel")
{
    protected override void Compute(Trial trial)
    {
        var config = Gpt2Config.FromJson(Config(trial).Json);
        var model = new Gpt2(config, dtype: trial.Case.Dtype);
        Load(trial, model);
        using var context = PassContext.Inference();
        var ids = trial.Raw("in.input_ids");
        var mask = trial.Has("in.attention_mask") ? trial.Raw("in.attention_mask") : null;
        if (trial.Has("out.logits"))
        {
            var logits = model.Forward(ids, mask, context);
            trial.Output("logits", logits);
            if (trial.Has("in.labels"))
                trial.Output("loss", Gpt2.Loss(logits, trial.Raw("in.labels")));
        }
        if (trial.Has("in.inputs_embeds"))
            trial.Output("logits_from_embeds", model.ForwardVectors(trial.Raw("in.inputs_embeds"), null, context));
        var prompt = trial.Has("in.prompt") ? trial.Raw("in.prompt") : ids;
        var promptMask = trial.Has("in.prompt") ? null : mask;
        GenerationCheck.Run(
            trial,
            prompt,
            rows => model.StartDecoding(context, promptMask?.repeat_interleave(rows, 0)),
            new DecodingLimits { End = config.EosTokenId, Pad = Config(trial).Token("pad_token_id") ?? 0 }
        );
    }
}
