using Harness.Adapters.Experts;
using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;

namespace Harness.Parity.Cases;

/// <summary>MixPHM modules in the published layout: training with prescribed experts and dropout, inference levels, scored weights, gate.</summary>
internal sealed class MixPhmCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) => golden.Source.EndsWith("phm_moe.PHMAdapterMoE", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) => [Compute];

    private static void Compute(Trial trial)
    {
        var mode = trial.Options.Text("mode");
        var (down, up) = (Count(trial, "MoA_A"), Count(trial, "MoA_B"));
        var method = PhmCaseModule.Read(trial.Options, new MixPhmMethod()) with
        {
            NumExperts = Math.Max(down, up),
            SharingDown = down == 1,
            SharingUp = up == 1,
            AdaAlpha = trial.Options.Real("ada_alpha", 1),
            AddGate = mode == "gated" || trial.Options.Flag("add_gate"),
            Level = Level(mode),
        };
        var module = PhmCaseModule.Load(trial, method, trial.Options.Integer("input_dim"), method.Build);
        var trace = new AdapterTrace();
        using var context = new PassContext
        {
            Training = mode.StartsWith("train", StringComparison.Ordinal),
            Experts = new GivenExperts([.. Draws(trial, "down", down), .. Draws(trial, "up", up)]),
            Dropout = trial.Has("in.keep") ? new GivenDropout(trial.Raw("in.keep")) : null,
            Trace = trace,
        };
        trial.Output("y", module.call(trial.Input("x"), context));
        if (trial.Has("out.up"))
            trial.Output("up", trace.Entries[0].Branch);
        if (trial.Has("out.balance_loss"))
            trial.Output("balance_loss", trace.Balances[0].Loss);
    }

    private static int Count(Trial trial, string bank) =>
        trial.Names($"w.{bank}.deepspeed_experts.").Select(n => n[..n.IndexOf('.')]).Distinct().Count();

    // eval_l0 … eval_l3, with or without a suffix; anything else does not use a level.
    private static int Level(string mode) =>
        mode.StartsWith("eval_l", StringComparison.Ordinal) && mode.Length > 6 && char.IsDigit(mode[6])
            ? mode[6] - '0'
            : InferenceLevel.Weights;

    // A bank of one never draws.
    private static long[] Draws(Trial trial, string side, int experts) =>
        experts == 1 ? []
        : trial.Has($"in.idx_{side}") ? trial.Integers($"in.idx_{side}")
        : trial.Has($"in.mask_{side}") ? trial.Integers($"in.mask_{side}")
        : [];
}
