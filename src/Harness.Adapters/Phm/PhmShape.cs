namespace Harness.Adapters.Phm;

/// <summary>
/// Sizes of one PHM layer p → q and what follows from them alone.
/// Parameters: k·(p + q) with low-rank Bᵢ = Tᵢ·Uᵢ, p·q/n with full Bᵢ; + q with a bias. The rule is counted apart.
/// Rank of W: ≤ min(p, q, n²·k): each Sᵢ ⊗ Bᵢ has rank rank(Sᵢ)·rank(Bᵢ) ≤ n·k, and there are n of them.
/// </summary>
/// <param name="In">p, features in; a multiple of <paramref name="N"/>.</param>
/// <param name="Out">q, features out; a multiple of <paramref name="N"/>.</param>
/// <param name="N">n, the number of Kronecker summands (<c>hypercomplex_division</c>).</param>
/// <param name="Rank">k, the rank of each Bᵢ (<c>phm_rank</c>); null for a full Bᵢ.</param>
/// <param name="Bias">Whether a bias [q] is added.</param>
public readonly record struct PhmShape(long In, long Out, int N, int? Rank, bool Bias = true)
{
    /// <summary>Rows of each Bᵢ.</summary>
    public long RowsPerBlock => In / N;

    /// <summary>Columns of each Bᵢ.</summary>
    public long ColsPerBlock => Out / N;

    /// <summary>Parameters of the layer without its rule.</summary>
    public long Parameters => (Rank is { } k ? k * (In + Out) : In * Out / N) + (Bias ? Out : 0);

    /// <summary>Upper bound on the rank of W.</summary>
    public long RankBound
    {
        get
        {
            var block = Math.Min(Rank ?? long.MaxValue, Math.Min(RowsPerBlock, ColsPerBlock));
            return Math.Min(Math.Min(In, Out), (long)N * N * block);
        }
    }

    /// <summary>Parameters of a rule: n³, or 2·n² when each Sᵢ is the product of a column and a row.</summary>
    public static long RuleParameters(int n, bool factorised) => factorised ? 2L * n * n : (long)n * n * n;

    /// <summary>One line when n ≥ 1 does not divide <paramref name="width"/>, naming the divisors that do; else null.</summary>
    public static string? DivisionProblem(int n, long width, string what) =>
        n < 1 || width % n == 0
            ? null
            : $"hypercomplex_division: {n} does not divide the {what} {width}; these would: {string.Join(", ", Divisors(width).Where(d => d <= 64))}.";

    private static IEnumerable<long> Divisors(long width)
    {
        for (var d = 1L; d <= width; d++)
            if (width % d == 0)
                yield return d;
    }
}
