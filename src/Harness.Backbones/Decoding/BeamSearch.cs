using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Backbones;

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
