using Harness.Adapters.Numerics;
using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>Routed LoRA layers of the released code and of the paper's formula: plain and fused maps, after W_up, split variants.</summary>
internal sealed class RoutedLoraCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) =>
        golden.Source.Contains(" loralib.layers", StringComparison.Ordinal)
            && !golden.Source.Contains("TextLinear", StringComparison.Ordinal)
        || (golden.Source.StartsWith("own formula", StringComparison.Ordinal) && golden.Options.Has("lora_alpha"));

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var o = trial.Options;
        IReadOnlyList<bool> enabled = o.Has("enable_lora") ? o.Flags("enable_lora") : [true];
        var shape = new RoutedLoraShape(
            (int)o.Integer("r"),
            o.Real("scaling", o.Real("lora_alpha", 1) / o.Integer("r")),
            enabled,
            RoutingReadings.Router(trial.Case),
            trial.Case.Source.EndsWith("OnlyVL", StringComparison.Ordinal) ? RoutingPlace.AfterB : RoutingPlace.BeforeB,
            Joint: true
        );
        using var context = RoutingReadings.Context(trial);
        var module = trial.Has("w.weight") ? WithBase(trial, shape) : Alone(trial, shape);
        trial.Output("y", module.call(trial.Input("x"), context));
    }

    // The frozen map and its update in one layer; the weight is frozen, the bias trains.
    private static Projection WithBase(Trial trial, RoutedLoraShape shape)
    {
        var inputMajor = trial.Options.Flag("fan_in_fan_out");
        var stored = trial.Raw("w.weight").shape;
        var (inWidth, outWidth) = inputMajor ? (stored[0], stored[1]) : (stored[1], stored[0]);
        var address = new SiteAddress("case", SiteRole.Other, SubLayer.SelfAttention, "encoder", 0, inWidth, outWidth);
        var at = new Placement(trial.Case.Dtype, CPU);
        var bias = trial.Has("w.bias") ? zeros(outWidth, dtype: at.Dtype) : null;
        var linear = new Projection(address, zeros(stored, dtype: at.Dtype), bias, inputMajor);
        using var generator = new Generator(1);
        linear.Attach("", Delta(trial, inWidth, outWidth, shape, generator, at));
        trial.Load(linear, Place);
        linear.Weight.requires_grad = false;
        return linear;
    }

    // The split classes hold the update alone.
    private static nn.Module<Tensor, PassContext, Tensor> Alone(Trial trial, RoutedLoraShape shape)
    {
        var inWidth = trial.Raw("in.x").shape[^1];
        var outWidth = trial.Raw("out.y").shape[^1];
        using var generator = new Generator(1);
        var module = Delta(trial, inWidth, outWidth, shape, generator, new Placement(trial.Case.Dtype, CPU));
        trial.Load(module, Place);
        return module;
    }

    private static nn.Module<Tensor, PassContext, Tensor> Delta(
        Trial trial,
        long inWidth,
        long outWidth,
        RoutedLoraShape shape,
        Generator generator,
        Placement at
    )
    {
        var kind = RoutingReadings.Split(trial.Case.Source);
        return kind == SplitKind.None
            ? new RoutedLoraDelta(inWidth, outWidth, shape, generator, at)
            : new SplitLoraDelta(inWidth, outWidth, kind, shape, generator, at);
    }

    private static string Place(string name) => name is "lora_A" or "lora_B" ? name + ".weight" : name;
}
