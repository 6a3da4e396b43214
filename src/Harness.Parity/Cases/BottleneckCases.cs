using Harness.Adapters.Bottleneck;
using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>
/// Single adapters of four code bases: dense, PHM and low-rank ones and AdaMix's averaged experts, with and without the residual inside.
/// Where the options do not name the activation, each known one is tried.
/// </summary>
internal sealed class BottleneckCases : ICaseRunner
{
    private const string AdaptersLibrary = "adapters methods.modeling.Adapter";

    private static readonly string[] Sources =
    [
        "adaMix.adapter.Adapter",
        "adaMix.expert_soup.ExpertSoup",
        AdaptersLibrary,
        "adapter_modeling.Adapter",
        "adapter_modeling.HyperComplexAdapter",
        "adapter_modeling.LowRankAdapter",
    ];

    public bool Handles(GoldenCase golden) => Sources.Any(s => golden.Source.Contains(s, StringComparison.Ordinal));

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) =>
        golden.Options.Has("non_linearity")
            ? [trial => Compute(trial, golden.Options.Text("non_linearity"))]
            : Activation.Names.Select(name =>
                (Action<Trial>)(
                    trial =>
                    {
                        Compute(trial, name);
                        trial.Inferred = $"activation {name}, which the case's options do not name.";
                    }
                )
            );

    private static void Compute(Trial trial, string activation)
    {
        if (Activation.Problem(activation) is { } unknown)
            throw new UnsupportedCaseException(unknown.TrimEnd('.'));
        RefuseVariants(trial.Options);
        var module = Build(trial, activation);
        trial.Load(module, Place);
        var trace = new AdapterTrace();
        using var context = new PassContext { Trace = trace };
        var y = module.call(trial.Input("x"), context);
        if (trial.Case.Source == AdaptersLibrary)
            y = trace.Entries[0].Branch * trial.Options.Real("scaling", 1) + trial.Input("residual");
        else if (trial.Case.Source.StartsWith("compacter ", StringComparison.Ordinal))
            y = trace.Entries[0].Branch; // there, a controller adds the residual
        trial.Output("y", y);
    }

    private static nn.Module<Tensor, PassContext, Tensor> Build(Trial trial, string activation)
    {
        using var generator = new Generator(1);
        var at = new Placement(trial.Case.Dtype, CPU);
        var (o, source) = (trial.Options, trial.Case.Source);
        var width = o.Integer("d");
        var reduction = (int)(
            o.Has("bottleneck")
                ? width / o.Integer("bottleneck")
                : o.Integer(o.Has("reduction_factor") ? "reduction_factor" : "red", 1)
        );
        var address = PhmCaseModule.Address(width);
        if (source.Contains("ExpertSoup", StringComparison.Ordinal))
            return AdaMix(trial, activation).Build(address, generator, at);
        if (source.Contains("LowRankAdapter", StringComparison.Ordinal))
            return new LowRankAdapterMethod
            {
                ReductionFactor = reduction,
                NonLinearity = activation,
                Rank = (int)trial.Raw("w.down_sampler.W_left").shape[1],
            }.Build(address, generator, at);
        if (source.Contains("HyperComplexAdapter", StringComparison.Ordinal) || o.Flag("phm_layer"))
            return Compacter(trial, reduction, activation).Build(address, null, generator, at);
        var bottleneck = width / reduction;
        return new BottleneckAdapter(
            address,
            LinearLayer.Draw(width, bottleneck, generator, at),
            LinearLayer.Draw(bottleneck, width, generator, at),
            activation
        );
    }

    private static AdaMixMethod AdaMix(Trial trial, string activation)
    {
        int Count(string bank) => trial.Names($"w.{bank}.deepspeed_experts.").Select(n => n[..n.IndexOf('.')]).Distinct().Count();
        var (down, up) = (Count("MoA_A"), Count("MoA_B"));
        return new AdaMixMethod
        {
            ReductionFactor = (int)(trial.Options.Integer("d") / trial.Raw("w.MoA_A.deepspeed_experts.0.weight").shape[0]),
            NonLinearity = activation,
            NumExperts = Math.Max(down, up),
            SharingDown = down == 1,
            SharingUp = up == 1,
            Level = (int)trial.Options.Integer("level"),
        };
    }

    // Every layer holds its own copy of the rule in these cases.
    private static CompacterMethod Compacter(Trial trial, int reduction, string activation)
    {
        var o = trial.Options;
        return new CompacterMethod
        {
            ReductionFactor = reduction,
            NonLinearity = activation,
            SharedPhmRule = false,
            HypercomplexDivision = (int)(o.Has("phm_dim") ? o.Integer("phm_dim") : o.Integer("n")),
            PhmRank = (int)(o.Has("phm_rank") ? o.Integer("phm_rank") : o.Integer("rank")),
            FactorizedPhm = o.Flag("factorized_phm_W", true),
            FactorizedPhmRule = o.Flag("factorized_phm_rule"),
        };
    }

    // Names of the four code bases → this one's.
    private static string Place(string name)
    {
        name = name.Replace("adapter_down.0.", "down.", StringComparison.Ordinal)
            .Replace("adapter_up.", "up.", StringComparison.Ordinal)
            .Replace("down_sampler.", "down.", StringComparison.Ordinal)
            .Replace("up_sampler.", "up.", StringComparison.Ordinal);
        var dense = name is "down.weight" or "down.bias" or "up.weight" or "up.bias";
        return name.Replace("down.", dense ? "adapter_A." : "down_sampler.", StringComparison.Ordinal)
            .Replace("up.", dense ? "adapter_B." : "up_sampler.", StringComparison.Ordinal);
    }

    private static void RefuseVariants(CaseOptions options)
    {
        foreach (var key in new[] { "ln_before", "ln_after", "use_gating", "adapter_residual_before_ln", "shared_W_phm" })
            if (options.Flag(key))
                throw new UnsupportedCaseException($"adapters with '{key}' are not part of either paper");
    }
}
