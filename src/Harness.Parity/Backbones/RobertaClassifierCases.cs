using Harness.Adapters.Sites;
using Harness.Backbones.RobertaModels;
using Harness.Parity.Comparing;
using static TorchSharp.torch;

namespace Harness.Parity.Backbones;

/// <summary>RoBERTa with its classification head, and the loss that the configuration's <c>problem_type</c> names.</summary>
internal sealed class RobertaClassifierCases() : TransformersCases("RobertaForSequenceClassification")
{
    protected override void Compute(Trial trial)
    {
        var classes = trial.Raw("w.classifier.out_proj.weight").shape[0];
        var model = new RobertaClassifier(RobertaConfig.FromJson(Config(trial).Json), classes, dtype: trial.Case.Dtype);
        Load(trial, model);
        using var context = PassContext.Inference();
        var logits = model.Forward(trial.Raw("in.input_ids"), trial.Raw("in.attention_mask"), context);
        trial.Output("logits", logits);
        if (trial.Has("in.labels"))
            trial.Output("loss", Loss(Config(trial).Text("problem_type", ""), logits, trial.Raw("in.labels")));
    }

    private static Tensor Loss(string problem, Tensor logits, Tensor labels) =>
        problem switch
        {
            "multi_label_classification" => nn.functional.binary_cross_entropy_with_logits(logits, labels.to(logits.dtype)),
            "regression" => nn.functional.mse_loss(logits.squeeze(), labels.to(logits.dtype).squeeze()),
            _ => nn.functional.cross_entropy(logits, labels),
        };
}
