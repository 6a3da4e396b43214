using Harness.Adapters.Sites;
using static TorchSharp.torch;

namespace Harness.Adapters.Redundancy;

/// <summary>Weights of the redundancy regularisation.</summary>
/// <param name="RedWeight">Weight of term I (key <c>red_w</c>; α of the paper).</param>
/// <param name="AlignWeight">Weight of term II before the built-in factor (key <c>align_w</c>).</param>
/// <param name="Lambda">λ of term I (key <c>lambd</c>).</param>
/// <param name="Selection">Which tokens count.</param>
public sealed record RedundancyOptions(
    double RedWeight = 0.2,
    double AlignWeight = 0.2,
    double Lambda = RedundancyOptions.PublishedLambda,
    TokenSelection Selection = TokenSelection.Valid
)
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
        return (
            Mean(parts.Select(p => p.redundancy)) * Options.RedWeight,
            Mean(parts.Select(p => p.relevance)) * (RedundancyOptions.RelevanceFactor * Options.AlignWeight)
        );
    }

    private (Tensor redundancy, Tensor relevance) OfStack(IReadOnlyList<AdapterTrace.Entry> entries, StackState state)
    {
        // The released model hands the decoder a mask of ones, so its padding counts there.
        var mask = state.Decoder && Options.Selection == TokenSelection.Prefix ? ones_like(state.Mask) : state.Mask;
        var tokens = SelectedTokens.From(mask, Options.Selection);
        var pooled = RelevanceTerm.Pool(state.Hidden, mask, Options.Selection);
        var (branches, hidden) = (
            entries.Select(e => tokens.Rows(e.Branch)).ToList(),
            entries.Select(e => tokens.Rows(e.Hidden)).ToList()
        );
        var (products, rows) = (Products(entries, tokens), (Tensor?)null);
        var redundancy = products is not null
            ? RedundancyTerm.Loss(branches, hidden, products, tokens.Batch, Options.Lambda)
            : RedundancyTerm.Loss(rows = stack(branches), stack(hidden), tokens.Batch, Options.Lambda);
        if (Options.AlignWeight == 0)
            return (redundancy / entries.Count, zeros([], dtype: pooled.dtype, device: pooled.device));
        var score = products is not null ? products.Left.matmul(products.Right.matmul(pooled.t())) : rows!.matmul(pooled.t()); // [n, M, B]
        return (
            redundancy / entries.Count,
            RelevanceTerm.Loss(score, RelevanceTerm.Weights(tokens.Sample, tokens.Batch, pooled.dtype)) / entries.Count
        );
    }

    // The branches' factors over the selected tokens, without biases; null where whole rows are cheaper.
    private static BranchProduct? Products(IReadOnlyList<AdapterTrace.Entry> entries, SelectedTokens tokens) =>
        entries.All(e =>
            e.Product is { } p && RedundancyTerm.UsesProduct(tokens.Sample.shape[0], e.Branch.shape[^1], p.Right.shape[0])
        )
            ? BranchProduct.Stack([.. entries.Select(e => e.Product! with { Left = tokens.Rows(e.Product.Left) })]).Joined()
            : null;

    private static StackState Find(IReadOnlyDictionary<string, StackState> stacks, string name) =>
        stacks.TryGetValue(name, out var state)
            ? state
            : throw new InvalidOperationException(
                $"The redundancy loss needs the final state of the stack '{name}'; given: {string.Join(", ", stacks.Keys)}."
            );

    private static Tensor Mean(IEnumerable<Tensor> scalars)
    {
        var all = scalars.ToList();
        return all.Aggregate((sum, next) => sum + next) / all.Count;
    }
}
