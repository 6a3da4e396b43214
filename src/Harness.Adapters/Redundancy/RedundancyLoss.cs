using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>Weights of the redundancy regularisation.</summary>
/// <param name="RedWeight">Weight of term I (key <c>red_w</c>; α of the paper).</param>
/// <param name="AlignWeight">Weight of term II before the built-in factor (key <c>align_w</c>).</param>
/// <param name="Lambda">λ of term I (key <c>lambd</c>).</param>
/// <param name="Selection">Which tokens count.</param>
public sealed record RedundancyOptions(
    double RedWeight = 0.2, double AlignWeight = 0.2, double Lambda = RedundancyOptions.PublishedLambda, TokenSelection Selection = TokenSelection.Valid)
{
    /// <summary>λ in the released code.</summary>
    public const double PublishedLambda = 3.9e-3;

    /// <summary>The released code multiplies term II by this besides its weight.</summary>
    public const double RelevanceFactor = 0.2;
}

/// <summary>
/// L_Ra = red_w·mean over stacks of (mean of Lᴵ over the stack's modules) + 0.2·align_w·mean over stacks of (mean of Lᴵᴵ).
/// Paper: MixPHM, arXiv 2303.01239, L_Ra.   Differs from the authors' code: the tokens that count, see <see cref="TokenSelection"/>.
/// Gradients flow through hₐ, h and the final state; nothing is detached.
/// </summary>
public sealed class RedundancyLoss(RedundancyOptions options) : IRegulariser
{
    public RedundancyOptions Options { get; } = options;

    public Tensor Loss(AdapterTrace trace, IReadOnlyDictionary<string, StackState> stacks)
    {
        var (redundancy, relevance) = Terms(trace, stacks);
        return redundancy + relevance;
    }

    /// <summary>Both weighted terms, for logging them apart.</summary>
    public (Tensor redundancy, Tensor relevance) Terms(AdapterTrace trace, IReadOnlyDictionary<string, StackState> stacks)
    {
        var parts = trace.Entries.GroupBy(e => e.Site.Stack).Select(g => OfStack([.. g], Find(stacks, g.Key))).ToList();
        if (parts.Count == 0)
            throw new InvalidOperationException("The redundancy loss has no adapter activations; was the pass traced?");
        return (Mean(parts.Select(p => p.redundancy)) * Options.RedWeight,
            Mean(parts.Select(p => p.relevance)) * (RedundancyOptions.RelevanceFactor * Options.AlignWeight));
    }

    private (Tensor redundancy, Tensor relevance) OfStack(IReadOnlyList<AdapterTrace.Entry> entries, StackState state)
    {
        // The released model hands the decoder a mask of ones, so its padding counts there.
        var mask = state.Decoder && Options.Selection == TokenSelection.Prefix ? ones_like(state.Mask) : state.Mask;
        var tokens = SelectedTokens.From(mask, Options.Selection);
        var pooled = RelevanceTerm.Pool(state.Hidden, mask, Options.Selection);
        var pairs = RelevanceTerm.Pairs(tokens.Sample, tokens.Batch, pooled.dtype);
        var rows = entries.Select(e => (
            branch: tokens.Rows(e.Branch), hidden: tokens.Rows(e.Hidden),
            product: e.Product is { } p && RedundancyTerm.UsesProduct(tokens.Sample.shape[0], e.Branch.shape[^1], p.Right.shape[0]) ? p with { Left = tokens.Rows(p.Left) } : null)).ToList();
        return (Mean(rows.Select(r => RedundancyTerm.Loss(r.branch, r.hidden, tokens.Batch, Options.Lambda, r.product))),
            Options.AlignWeight == 0 ? zeros([], dtype: pooled.dtype, device: pooled.device)
                : Mean(rows.Select(r => RelevanceTerm.LossOf(r.branch, pooled, pairs))));
    }

    private static StackState Find(IReadOnlyDictionary<string, StackState> stacks, string name) =>
        stacks.TryGetValue(name, out var state) ? state
        : throw new InvalidOperationException($"The redundancy loss needs the final state of the stack '{name}'; given: {string.Join(", ", stacks.Keys)}.");

    private static Tensor Mean(IEnumerable<Tensor> scalars)
    {
        var all = scalars.ToList();
        return all.Aggregate((sum, next) => sum + next) / all.Count;
    }
}
