using Harness.Adapters.Lora;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.T5Models;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>PEFT's LoRA on a tiny T5, weights under the keys of an <c>adapter_model.safetensors</c>, and the merged model.</summary>
internal sealed class LoraT5Cases : ICaseRunner
{
    private const string AdapterPrefix = "adapter.base_model.model.";

    public bool WholeModel => true;

    public bool Handles(GoldenCase golden) =>
        golden.Source.StartsWith("peft ", StringComparison.Ordinal)
        && golden.Source.EndsWith("transformers T5", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var o = trial.Options;
        using var generator = new Generator(1);
        var model = new T5(T5Config.FromJson(o.Section("t5").Json), generator, dtype: trial.Case.Dtype);
        var method = new LoraMethod
        {
            R = (int)o.Integer("r"),
            LoraAlpha = o.Real("lora_alpha"),
            UseRsLora = o.Flag("use_rslora"),
            TargetModules = o.Texts("target"),
        };
        method.Apply(model, generator);
        trial.Load(
            model,
            name =>
                name.StartsWith(AdapterPrefix, StringComparison.Ordinal) ? name[AdapterPrefix.Length..]
                : model.Tied.ContainsKey(name["base.".Length..]) ? null
                : name["base.".Length..]
        );
        var (ids, labels) = (trial.Raw("in.input_ids"), trial.Raw("in.labels"));
        using var context = PassContext.Inference();
        Merged(trial, model, ids, labels, context); // before the tracked pass: autograd refuses weights that change behind its back
        var logits = model.Forward(ids, null, labels, context).Logits;
        trial.Output("logits", logits);
        trial.Output("loss", Seq2SeqLabels.MeanLoss(logits, labels));
    }

    private static void Merged(Trial trial, T5 model, Tensor ids, Tensor labels, PassContext context)
    {
        if (!trial.Has("out.merged_logits"))
            return;
        using var frozen = no_grad();
        var adapted = model.Projections.Where(p => p.Delta is not null).ToList();
        adapted.ForEach(p => p.Merge());
        trial.Output("merged_logits", model.Forward(ids, null, labels, context).Logits);
        adapted.ForEach(p => p.Unmerge());
    }
}
