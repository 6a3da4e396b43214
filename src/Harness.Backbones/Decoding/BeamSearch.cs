using Harness.Backbones.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones.Decoding;

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

/// <summary>
/// Beam search with the behaviour of the reference implementation (transformers): at each step the 2·k best continuations of a
/// sample are looked at, those that end move to the list of finished texts if they stand among the first k, and the k best
/// others run on. Scores are held in single precision, because ties and near ties decide which text wins.
/// </summary>
public static class BeamSearch
{
    /// <param name="session">Rows are sample-major: sample b's beams are rows b·k … b·k + k − 1 (see <see cref="Encoded.Repeat"/>).</param>
    /// <param name="prompt">[B·k, l]: what each row begins with.</param>
    /// <returns>For each sample its best texts, best first.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static ScoredText[][] Decode(IDecodingSession session, Tensor prompt, DecodingLimits limits, BeamOptions options)
    {
        options.Check();
        var beams = options.NumBeams;
        var samples = new BeamSample[prompt.shape[0] / beams];
        for (var b = 0; b < samples.Length; b++)
            samples[b] = new BeamSample(options, limits);
        var tokens = prompt.alias();
        for (var step = 0; step < limits.MaxNewTokens && Continues(samples); step++)
        {
            using var scope = torch.NewDisposeScope();
            var (scores, ids) = Candidates(session.Next(tokens), samples, limits, step);
            var picks = samples.Select((sample, b) => sample.Advance(scores[b], ids[b])).ToList();
            tokens.Dispose();
            tokens = Column(picks.SelectMany(p => p.Select(x => x.Token)), prompt.device).unsqueeze(1).MoveToOuterDisposeScope();
            session.Reorder(Column(picks.SelectMany((p, b) => p.Select(x => (long)(b * beams + x.Beam))), prompt.device));
        }
        tokens.Dispose();
        return [.. samples.Select(s => s.Best())];
    }

    /// <summary>Every sample shares the step count, so the search ends when no sample can gain, or all its candidates have ended.</summary>
    private static bool Continues(BeamSample[] samples) =>
        samples.Any(s => s.CanImprove) && !samples.All(s => s.IsFull && s.StopsWhenFull) && samples.Any(s => s.HasOpenCandidates);

    /// <summary>The 2·k best (score, beam·V + token) of each sample.</summary>
    private static (float[][] Scores, long[][] Ids) Candidates(
        Tensor logits,
        BeamSample[] samples,
        DecodingLimits limits,
        int step
    )
    {
        var vocabulary = logits.shape[1];
        var running = torch.tensor(samples.SelectMany(s => s.RunningScores).ToArray()).to(logits.device).unsqueeze(1);
        var total = limits.Apply(logits.to(ScalarType.Float32).log_softmax(1), step) + running;
        var (best, index) = torch.topk(total.view(samples.Length, -1), samples[0].Candidates, 1);
        var (flatScores, flatIds) = (best.cpu().data<float>().ToArray(), index.cpu().data<long>().ToArray());
        foreach (var sample in samples)
            sample.Vocabulary = vocabulary;
        return ([.. flatScores.Chunk(samples[0].Candidates)], [.. flatIds.Chunk(samples[0].Candidates)]);
    }

    private static Tensor Column(IEnumerable<long> values, Device device) => torch.tensor(values.ToArray()).to(device);
}

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
