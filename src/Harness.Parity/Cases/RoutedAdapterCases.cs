using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Routing;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>Routed adapters of the released RoBERTa and GPT-2 models.</summary>
internal sealed class RoutedAdapterCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) =>
        golden.Source is "Routing_VLPEFT models.vit_roberta.Adapter" or "Routing_VLPEFT models.vit_gpt.Adapter"
        || (golden.Source.StartsWith("own formula", StringComparison.Ordinal) && golden.Options.Has("act"));

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var o = trial.Options;
        if (Activation.Problem(o.Text("act")) is { } unknown)
            throw new UnsupportedCaseException(unknown.TrimEnd('.'));
        var width = trial.Raw("in.x").shape[^1];
        var at = new Placement(trial.Case.Dtype, CPU);
        using var generator = new Generator(1);
        var adapter = new RoutedAdapter(
            PhmCaseModule.Address(width),
            LinearLayer.Draw(width, o.Integer("r"), generator, at),
            LinearLayer.Draw(o.Integer("r"), width, generator, at),
            o.Text("act"),
            RoutingReadings.Router(trial.Case),
            o.Flag("residual")
        );
        trial.Load(adapter);
        using var context = RoutingReadings.Context(trial);
        trial.Output("y", adapter.call(trial.Input("x"), context));
    }
}
