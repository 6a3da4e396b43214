using Harness.Adapters.Numerics;
using Harness.Adapters.Phm;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;
using static TorchSharp.torch;

namespace Harness.Parity.Cases;

/// <summary>
/// A MixPHM or Compacter module with the weights of a case, below a root that owns the shared rule, as in a whole backbone.
/// </summary>
internal sealed class PhmCaseModule : nn.Module
{
    private const string Child = "module";

    private PhmCaseModule()
        : base(nameof(PhmCaseModule)) { }

    /// <summary>Builds and fills the module.</summary>
    public static nn.Module<Tensor, PassContext, Tensor> Load(
        Trial trial,
        PhmAdapterMethod method,
        long width,
        Func<SiteAddress, PhmRule?, Generator, Placement, nn.Module<Tensor, PassContext, Tensor>> build
    )
    {
        using var generator = new Generator(1);
        var at = new Placement(trial.Case.Dtype, CPU);
        var root = new PhmCaseModule();
        var rule = method.SharedPhmRule
            ? PhmRule.Register(root, method.HypercomplexDivision, method.FactorizedPhmRule, method.Init, generator, at)
            : null;
        var module = build(Address(width), rule, generator, at);
        root.register_module(Child, module);
        trial.Load(
            root,
            name => method.SharedPhmRule && PhmRule.IsName(name) ? name[(name.LastIndexOf('.') + 1)..] : $"{Child}.{name}"
        );
        return module;
    }

    /// <summary>The options that MixPHM and Compacter share, from the reference's configuration keys.</summary>
    public static T Read<T>(CaseOptions o, T method)
        where T : PhmAdapterMethod =>
        method with
        {
            ReductionFactor = (int)o.Integer("reduction_factor"),
            HypercomplexDivision = (int)o.Integer("hypercomplex_division"),
            PhmRank = (int)o.Integer("phm_rank"),
            FactorizedPhm = o.Flag("factorized_phm", true),
            SharedPhmRule = o.Flag("shared_phm_rule"),
            FactorizedPhmRule = o.Flag("factorized_phm_rule"),
            NonLinearity = o.Text("non_linearity"),
        };

    public static SiteAddress Address(long width) =>
        new("case", SiteRole.AfterFeedForward, SubLayer.FeedForward, "encoder", 0, width, width);
}
