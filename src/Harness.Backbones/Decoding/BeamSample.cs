namespace Harness.Backbones;

/// <summary>The running and finished texts of one sample in a beam search.</summary>
internal sealed class BeamSample
{
    private const float Impossible = -1e9f;
    private readonly BeamOptions options;
    private readonly DecodingLimits limits;
    private List<(List<long> Tokens, float Score)> running;
    private List<(List<long> Tokens, float Score, bool Done)> finished;
    private int length;

    public BeamSample(BeamOptions options, DecodingLimits limits)
    {
        (this.options, this.limits) = (options, limits);
        // All beams begin alike; only the first may win the first step, or every beam would be the same text.
        running = [.. Enumerable.Range(0, options.NumBeams).Select(i => (new List<long>(), i == 0 ? 0f : Impossible))];
        finished = [.. Enumerable.Range(0, options.NumBeams).Select(_ => (new List<long>(), Impossible, false))];
    }

    public long Vocabulary { get; set; }

    public int Candidates => 2 * options.NumBeams;

    public IEnumerable<float> RunningScores => running.Select(r => r.Score);

    public bool CanImprove { get; private set; } = true;

    public bool HasOpenCandidates { get; private set; } = true;

    public bool IsFull => finished.All(f => f.Done);

    public bool StopsWhenFull => options.EarlyStopping == EarlyStopping.Always;

    /// <summary>Takes the best continuations, best first, and says which beams go on with which token.</summary>
    public IReadOnlyList<(int Beam, long Token)> Advance(float[] scores, long[] ids)
    {
        length++;
        var candidates = new (int Beam, long Token, List<long> Tokens, float Score, bool Ends)[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            var (beam, token) = ((int)(ids[i] / Vocabulary), ids[i] % Vocabulary);
            candidates[i] = (
                beam,
                token,
                [.. running[beam].Tokens, token],
                scores[i],
                token == limits.End || length >= limits.MaxNewTokens
            );
        }
        HasOpenCandidates = candidates.Any(c => !c.Ends);
        Finish(candidates);
        // A stable sort keeps the order of equal scores.
        var next = candidates.OrderByDescending(c => c.Ends ? c.Score + Impossible : c.Score).Take(options.NumBeams).ToList();
        running = [.. next.Select(c => (c.Tokens, c.Ends ? c.Score + Impossible : c.Score))];
        CanImprove &= BestPossible() > WorstFinished();
        return [.. next.Select(c => (c.Beam, c.Token))];
    }

    public ScoredText[] Best() =>
        [.. finished.Take(options.NumReturnSequences).Select(f => new ScoredText([.. f.Tokens], f.Score))];

    private void Finish((int Beam, long Token, List<long> Tokens, float Score, bool Ends)[] candidates)
    {
        var closed = (IsFull && StopsWhenFull) || !CanImprove;
        var ended = candidates.Select(
            (c, rank) =>
            {
                var counts = c.Ends && rank < options.NumBeams;
                var score = (float)(c.Score / Math.Pow(length, options.LengthPenalty));
                return (c.Tokens, Score: counts && !closed ? score : score + Impossible, Done: counts);
            }
        );
        finished = [.. finished.Concat(ended).OrderByDescending(f => f.Score).Take(options.NumBeams)];
    }

    private float BestPossible()
    {
        var at = options.EarlyStopping == EarlyStopping.Never && options.LengthPenalty > 0 ? limits.MaxNewTokens : length;
        return (float)(running[0].Score / Math.Pow(at, options.LengthPenalty));
    }

    /// <summary>A place that is still free counts as the worst there is.</summary>
    private float WorstFinished() => finished.Min(f => f.Done ? finished.Min(g => g.Score) : Impossible);
}
