using Harness.Adapters.Sites;
using Harness.Backbones.ClipModels;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Parity.Comparing;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>RoBERTa: states and pooled vector; differentiated is ⟨states, cotangent⟩ + Σ pooled.</summary>
internal sealed class RobertaCases() : TransformersCases("RobertaModel")
{
    protected override void Compute(Trial trial)
    {
        var model = new Roberta(
            RobertaConfig.FromJson(Config(trial).Json),
            dtype: trial.Case.Dtype,
            hasPooler: trial.Has("w.pooler.dense.weight")
        );
        Load(trial, model);
        using var context = PassContext.Inference();
        var output = model.Forward(trial.Raw("in.input_ids"), trial.Raw("in.attention_mask"), context);
        EncoderObjective.Report(trial, output.State, output.Pooled);
    }
}

/// <summary>ViT: states and pooled vector; differentiated is ⟨states, cotangent⟩ + Σ pooled.</summary>
internal sealed class VitCases() : TransformersCases("ViTModel")
{
    protected override void Compute(Trial trial)
    {
        var model = new Vit(
            VitConfig.FromJson(Config(trial).Json),
            dtype: trial.Case.Dtype,
            hasPooler: trial.Has("w.pooler.dense.weight")
        );
        Load(trial, model);
        using var context = PassContext.Inference();
        var output = model.Forward(trial.Raw("in.pixel_values"), context);
        EncoderObjective.Report(trial, output.State, output.Pooled);
    }
}

/// <summary>CLIP's vision transformer; differentiated is the sum of squares of the pooled vector.</summary>
internal sealed class ClipVisionCases() : TransformersCases("CLIPVisionModel")
{
    protected override void Compute(Trial trial)
    {
        var model = new ClipVision(ClipVisionConfig.FromJson(Config(trial).Json), dtype: trial.Case.Dtype);
        Load(trial, model);
        using var context = PassContext.Inference();
        var output = model.Forward(trial.Raw("in.pixel_values"), context);
        trial.Output("last", output.State);
        trial.Output("pooled", output.Pooled);
        trial.Output("loss", output.Pooled.pow(2).sum());
    }
}

/// <summary>CLIP's vision transformer with projection; differentiated is the sum of squares of the embedding.</summary>
internal sealed class ClipVisionProjectedCases() : TransformersCases("CLIPVisionModelWithProjection")
{
    protected override void Compute(Trial trial)
    {
        var model = new ClipVisionProjected(ClipVisionConfig.FromJson(Config(trial).Json), dtype: trial.Case.Dtype);
        Load(trial, model);
        using var context = PassContext.Inference();
        var (embedding, state) = model.Forward(trial.Raw("in.pixel_values"), context);
        trial.Output("last", state);
        trial.Output("image_embeds", embedding);
        trial.Output("loss", embedding.pow(2).sum());
    }
}

internal static class EncoderObjective
{
    public static void Report(Trial trial, Tensor state, Tensor? pooled)
    {
        trial.Output("last", state);
        var loss = (state * trial.Raw("in.cotangent")).sum();
        if (pooled is not null)
        {
            trial.Output("pooled", pooled);
            loss = loss + pooled.sum();
        }
        trial.Output("loss", loss);
    }
}
