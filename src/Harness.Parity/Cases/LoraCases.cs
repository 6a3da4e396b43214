using Harness.Adapters.Lora;
using Harness.Adapters.Numerics;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>LoRA on one linear layer by PEFT: plain and rank-stabilised scale, and the merged weight.</summary>
internal sealed class LoraCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) =>
        golden.Source.StartsWith("peft ", StringComparison.Ordinal)
        && golden.Source.Contains("LoRA on nn.Linear", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var linear = Build(trial);
        trial.Load(linear, Place);
        linear.Weight.requires_grad = false;
        if (linear.Bias is { } bias)
            bias.requires_grad = false;
        // Merged first: autograd refuses weights that change behind its back.
        linear.Merge();
        trial.Output("merged_weight", linear.Weight.detach().clone());
        linear.Unmerge();
        trial.Output("y", linear.call(trial.Input("x"), PassContext.Inference()));
    }

    private static Projection Build(Trial trial)
    {
        var o = trial.Options;
        var weight = trial.Names("w.").Single(n => n.EndsWith("base_layer.weight", StringComparison.Ordinal));
        var (outWidth, inWidth) = (trial.Raw("w." + weight).shape[0], trial.Raw("w." + weight).shape[1]);
        var address = new SiteAddress("lin", SiteRole.Other, SubLayer.SelfAttention, "encoder", 0, inWidth, outWidth);
        var hasBias = trial.Names("w.").Any(n => n.EndsWith("base_layer.bias", StringComparison.Ordinal));
        var at = new Placement(trial.Case.Dtype, CPU);
        using var generator = new Generator(1);
        var method = new LoraMethod
        {
            R = (int)o.Integer("r"),
            LoraAlpha = o.Real("lora_alpha"),
            UseRsLora = o.Flag("use_rslora"),
        };
        var linear = new Projection(
            address,
            zeros(outWidth, inWidth, dtype: at.Dtype),
            hasBias ? zeros(outWidth, dtype: at.Dtype) : null
        );
        linear.Attach("", new LoraDelta(inWidth, outWidth, method.R, method.Scale, 0, generator, at));
        return linear;
    }

    // base_model.model.lin.base_layer.weight → weight; …lora_A.default.weight → lora_A.weight
    private static string Place(string name) =>
        name.Contains(".base_layer.", StringComparison.Ordinal)
            ? name[(name.LastIndexOf('.') + 1)..]
            : (name.Contains(".lora_A.", StringComparison.Ordinal) ? "lora_A" : "lora_B") + ".weight";
}
