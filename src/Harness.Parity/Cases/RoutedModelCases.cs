using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>The released RoBERTa (VQA) and GPT-2 (captioning) models with routed LoRA or adapters and a visual prefix, in miniature.</summary>
internal sealed class RoutedModelCases : ICaseRunner
{
    public bool WholeModel => true;

    public bool Handles(GoldenCase golden) =>
        golden.Source
            is "Routing_VLPEFT models.vit_gpt.GPT2LMHeadModel"
                or "Routing_VLPEFT models.vit_roberta.RobertaVQAVLRoutingVisPre";

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [golden.Options.Has("gpt2") ? Captioning : Answering];

    private static void Captioning(Trial trial)
    {
        using var generator = new Generator(1);
        var config = Gpt2Config.FromJson(trial.Options.Section("gpt2").Json);
        var model = new Gpt2Captioner(new Gpt2(config, generator, dtype: trial.Case.Dtype), new CaptionerOptions());
        var language = model.Language;
        Method(trial, config.ActivationFunction, residual: true, shared: true).Apply(language, generator);
        trial.Load(
            language,
            name =>
                name.EndsWith(".attn.bias", StringComparison.Ordinal)
                || name.EndsWith("masked_bias", StringComparison.Ordinal)
                || language.Tied.ContainsKey(name)
                    ? null
                    : Place(name)
        );
        var (ids, vision) = (trial.Raw("in.input_ids"), trial.Raw("in.vision"));
        var mask = TextMask(trial, vision);
        using var context = PassContext.Inference();
        var logits = model.Forward(ids, mask, vision, context);
        trial.Output("logits", logits);
        trial.Output("loss", model.Loss(logits, ids, mask));
    }

    private static void Answering(Trial trial)
    {
        using var generator = new Generator(1);
        var config = RobertaConfig.FromJson(trial.Options.Section("roberta").Json);
        var oneLayer = trial.Has("w.classifier.weight");
        var model = new RobertaVqa(
            new RobertaVqaConfig
            {
                Roberta = config,
                Classifier2Layer = !oneLayer,
                Answers = trial.Raw(oneLayer ? "w.classifier.weight" : "w.classifier.3.weight").shape[0],
            },
            generator,
            dtype: trial.Case.Dtype
        );
        var method = Method(trial, config.HiddenAct, residual: false, shared: false);
        // The released RoBERTa model never hands add_relu to its LoRA layers, so there it has no effect.
        if (method is RoutingLoraMethod { Routing: RoutingFunction.AddRelu })
            method = method with { Routing = RoutingFunction.Vllora };
        method.Apply(model, generator);
        trial.Load(model, name => name.EndsWith("position_ids", StringComparison.Ordinal) ? null : Place(name));
        var vision = trial.Raw("in.vision");
        using var context = PassContext.Inference();
        var logits = model.Forward(trial.Raw("in.input_ids"), TextMask(trial, vision), vision, context);
        trial.Output("logits", logits);
        trial.Output("loss", nn.functional.cross_entropy(logits, trial.Raw("in.labels")));
    }

    // The references' masks begin with the prefix, which always counts.
    private static Tensor TextMask(Trial trial, Tensor vision)
    {
        var mask = trial.Raw("in.attention_mask");
        return mask.narrow(1, vision.shape[1], mask.shape[1] - vision.shape[1]);
    }

    private static RoutingMethod Method(Trial trial, string activation, bool residual, bool shared)
    {
        var (o, router) = (trial.Options, RoutingReadings.Router(trial.Case));
        var r = (int)o.Integer("r");
        return o.Text("peft") == "lora"
            ? new RoutingLoraMethod
            {
                R = r,
                LoraAlpha = o.Real("lora_alpha", r),
                Routing = router.Function,
                Transposition = router.Transposition,
                JointQv = true,
            }
            : new RoutingAdapterMethod
            {
                R = r,
                Routing = router.Function,
                Transposition = router.Transposition,
                NonLinearity = activation,
                AdapterResidual = o.Flag("residual", residual),
                SharedPerBlock = shared,
            };
    }

    private static string Place(string name) =>
        name.EndsWith(".lora_A", StringComparison.Ordinal) || name.EndsWith(".lora_B", StringComparison.Ordinal)
            ? name + ".weight"
            : name;
}
