using Harness.Adapters.Experts;
using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;

namespace Harness.Parity.Cases;

/// <summary>MixPHM modules whose experts are whole adapters. Their configuration does not name the inference level.</summary>
internal sealed class PairedMixPhmCases : ICaseRunner
{
    public bool Handles(GoldenCase golden) => golden.Source.EndsWith("phm_moe_adapter.PHMAdapterMoE", StringComparison.Ordinal);

    public IEnumerable<Action<Trial>> Readings(GoldenCase golden) =>
        [
            trial => Compute(trial, InferenceLevel.Weights),
            trial => Compute(trial, InferenceLevel.Outputs),
            trial => Compute(trial, InferenceLevel.Token),
            trial => Compute(trial, InferenceLevel.Sentence),
        ];

    private static void Compute(Trial trial, int level)
    {
        var training = trial.Has("in.idx");
        if (level < InferenceLevel.Outputs && !trial.Has("in.mask"))
            throw new UnsupportedCaseException("neither a training nor an inference mode of the pair layout reproduces the case");
        var method = PhmCaseModule.Read(trial.Options, new MixPhmMethod()) with
        {
            ExpertLayout = ExpertLayout.Pairs,
            NumExperts = trial.Names("w.experts.").Select(n => n[..n.IndexOf('.')]).Distinct().Count(),
            Level = level,
        };
        var module = PhmCaseModule.Load(trial, method, trial.Options.Integer("input_dim"), method.Build);
        using var context = new PassContext
        {
            Training = training,
            Experts = new GivenExperts(
                training ? trial.Integers("in.idx")
                : trial.Has("in.mask") ? trial.Integers("in.mask")
                : []
            ),
            Dropout = trial.Has("in.keep") ? new GivenDropout(trial.Raw("in.keep")) : null,
        };
        trial.Output("y", module.call(trial.Input("x"), context));
        trial.Inferred = training ? "" : $"inference level {level}, which the case's options do not name.";
    }
}
