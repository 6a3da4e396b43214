using Harness.Adapters;
using Harness.Adapters.Routing;
using Harness.Backbones;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>The released RoBERTa (VQA) and GPT-2 (captioning) models with routed LoRA or adapters and a visual prefix, in miniature.</summary>
internal sealed class RoutedModelCases : ICaseRunner
{
    public bool WholeModel => true;

    public bool Handles(GoldenCase golden) =>
        golden.Source is "Routing_VLPEFT models.vit_gpt.GPT2LMHeadModel" or "Routing_VLPEFT models.vit_roberta.RobertaVQAVLRoutingVisPre";

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [golden.Options.Has("gpt2") ? Captioning : Answering];

    private static void Captioning(Trial trial)
    {
        using var generator = new Generator(1);
        var config = Gpt2Config.FromJson(trial.Options.Section("gpt2").Json);
        var model = new Gpt2(config, generator, dtype: trial.Case.Dtype);
        Method(trial, config.ActivationFunction, residual: true, shared: true).Apply(model, generator);
        trial.Load(model, name => name.EndsWith(".attn.bias", StringComparison.Ordinal) || name.EndsWith("masked_bias", StringComparison.Ordinal)
            || model.Tied.ContainsKey(name) ? null : Place(name));
        var (ids, mask, vision) = (trial.Raw("in.input_ids"), trial.Raw("in.attention_mask"), trial.Raw("in.vision"));
        using var context = new PassContext { RoutingFeature = vision };
        var logits = model.ForwardVectors(cat([vision, model.Embed(ids)], 1), mask, context);
        trial.Output("logits", logits);
        // Neither the prefix nor padding is a target.
        var prefix = full([ids.shape[0], vision.shape[1]], Seq2SeqLabels.Ignored, dtype: ScalarType.Int64);
        var targets = cat([prefix, ids], 1).masked_fill(mask.eq(0), Seq2SeqLabels.Ignored);
        trial.Output("loss", Gpt2.Loss(logits, targets));
    }

    private static void Answering(Trial trial)
    {
        using var generator = new Generator(1);
        var config = RobertaConfig.FromJson(trial.Options.Section("roberta").Json);
        var model = new Roberta(config, generator, dtype: trial.Case.Dtype);
        var method = Method(trial, config.HiddenAct, residual: false, shared: false);
        // The released RoBERTa model never hands add_relu to its LoRA layers, so there it has no effect.
        if (method is RoutingLoraMethod { Routing: RoutingFunction.AddRelu })
            method = method with { Routing = RoutingFunction.Vllora };
        method.Apply(model, generator);
        trial.Load(model, name => !name.StartsWith("roberta.", StringComparison.Ordinal) || name.EndsWith("position_ids", StringComparison.Ordinal)
            ? null : Place(name["roberta.".Length..]));
        var (ids, mask, vision) = (trial.Raw("in.input_ids"), trial.Raw("in.attention_mask"), trial.Raw("in.vision"));
        using var context = new PassContext { RoutingFeature = vision };
        // As released, the embedded text goes through the embedding block a second time, behind the visual prefix.
        var state = model.ForwardVectors(cat([vision, model.Embed(ids, context)], 1), mask, context);
        var logits = Classify(trial, state.Pooled!);
        trial.Output("logits", logits);
        trial.Output("loss", nn.functional.cross_entropy(logits, trial.Raw("in.labels")));
    }

    // One linear layer, or the two-layer head: linear, layer norm, GELU, linear.
    private static Tensor Classify(Trial trial, Tensor pooled)
    {
        Tensor Linear(Tensor x, string name) => nn.functional.linear(x, trial.Weight(name + ".weight"), trial.Weight(name + ".bias"));
        if (trial.Has("w.classifier.weight"))
            return Linear(pooled, "classifier");
        var h = Linear(pooled, "classifier.0");
        var normed = nn.functional.layer_norm(h, [h.shape[^1]], trial.Weight("classifier.1.weight"), trial.Weight("classifier.1.bias"));
        return Linear(nn.functional.gelu(normed), "classifier.3");
    }

    private static RoutingMethod Method(Trial trial, string activation, bool residual, bool shared)
    {
        var (o, router) = (trial.Options, RoutingReadings.Router(trial.Case));
        var r = (int)o.Integer("r");
        return o.Text("peft") == "lora"
            ? new RoutingLoraMethod { R = r, LoraAlpha = o.Real("lora_alpha", r), Routing = router.Function, Transposition = router.Transposition, JointQv = true }
            : new RoutingAdapterMethod
            {
                R = r, Routing = router.Function, Transposition = router.Transposition, NonLinearity = activation,
                AdapterResidual = o.Flag("residual", residual), SharedPerBlock = shared,
            };
    }

    private static string Place(string name) =>
        name.EndsWith(".lora_A", StringComparison.Ordinal) || name.EndsWith(".lora_B", StringComparison.Ordinal) ? name + ".weight" : name;
}
