using Harness.Adapters.Routing;
using Harness.Adapters.Sites;
using Harness.Parity.Comparing;
using Harness.Parity.Folders;

namespace Harness.Parity.Cases;

/// <summary>What the released routing code does with a case's flags.</summary>
internal static class RoutingReadings
{
    /// <summary>
    /// The function that a case's flags select, in the released order of precedence. Without flags at all there is no routing, save in the split
    /// classes, which always route.
    /// </summary>
    public static Router Router(GoldenCase golden)
    {
        // The released classes reshape; cases that state the paper's formula transpose.
        var transposition = golden.Source.StartsWith("Routing_VLPEFT", StringComparison.Ordinal)
            ? Transposition.Reshape
            : Transposition.Transpose;
        var routes = golden.Options.Has("flags") || Split(golden.Source) != SplitKind.None;
        return new Router(routes ? Function(golden.Options.Section("flags")) : RoutingFunction.None, transposition);
    }

    private static RoutingFunction Function(CaseOptions flags)
    {
        var relu = flags.Flag("add_relu");
        return flags.Flag("multiply_ones") ? (relu ? RoutingFunction.AddReluMultiplyOnes : RoutingFunction.MultiplyOnes)
            : flags.Flag("element_mul") ? RoutingFunction.ElementMul
            : flags.Flag("element_add") ? RoutingFunction.ElementAdd
            : flags.Flag("element_mul_expand") ? RoutingFunction.ElementMulExpand
            : flags.Flag("routing_xt") ? RoutingFunction.RoutingXt
            : relu ? RoutingFunction.AddRelu
            : RoutingFunction.Vllora;
    }

    /// <summary>Which class of the released code a source names.</summary>
    public static SplitKind Split(string source) =>
        source.EndsWith("SplitMergeRes", StringComparison.Ordinal) ? SplitKind.SplitMergeRes
        : source.EndsWith("SplitMerge", StringComparison.Ordinal) ? SplitKind.SplitMerge
        : source.EndsWith("SplitAttn", StringComparison.Ordinal) ? SplitKind.SplitAttn
        : source.EndsWith("Split", StringComparison.Ordinal) ? SplitKind.Split
        : SplitKind.None;

    /// <summary>A pass that carries the case's vision states, where it has any.</summary>
    public static PassContext Context(Trial trial) => new() { RoutingFeature = trial.Has("in.v") ? trial.Input("v") : null };
}
