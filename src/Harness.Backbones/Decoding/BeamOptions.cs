namespace Harness.Backbones;

/// <summary>When a beam search stops looking at a sample whose list of finished texts is full.</summary>
public enum EarlyStopping
{
    /// <summary>When the best running text, at its present length, can no longer beat the worst finished one.</summary>
    Heuristic,

    /// <summary>At once.</summary>
    Always,

    /// <summary>When no running text could beat the worst finished one even at the greatest length (for positive length penalties).</summary>
    Never,
}

/// <summary>Settings of a beam search; names as in the published generation configurations.</summary>
public sealed record BeamOptions
{
    /// <summary>Texts that run side by side. Default: 5.</summary>
    public int NumBeams { get; init; } = 5;

    /// <summary>Texts returned for each sample, best first; at most <see cref="NumBeams"/>. Default: 1.</summary>
    public int NumReturnSequences { get; init; } = 1;

    /// <summary>A finished text scores (sum of log-probabilities) / length^penalty; more favours longer texts. Default: 1.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Default: the heuristic.</summary>
    public EarlyStopping EarlyStopping { get; init; }

    internal void Check()
    {
        var problems = new ConfigProblems();
        problems.Positive("num_beams", NumBeams);
        problems.Check(
            NumReturnSequences >= 1 && NumReturnSequences <= NumBeams,
            "num_return_sequences",
            NumReturnSequences,
            $"in [1, num_beams = {NumBeams}]"
        );
        ConfigProblems.Throw("beam search", problems.All);
    }
}

/// <summary>A text that a search wrote.</summary>
/// <param name="Tokens">The new tokens, the end token included where it was written.</param>
/// <param name="Score">Sum of log-probabilities; after a beam search over length^penalty.</param>
public sealed record ScoredText(long[] Tokens, double Score);
