using System.Diagnostics;
using Harness.Data.Sampling;
using Harness.Training.Optimisers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = Harness.Training.Optimisers.AdamW;

namespace Harness.Training.Pretraining;

/// <summary>How long and how fast a pre-training goes.</summary>
public sealed record LoopOptions
{
    public ulong Seed { get; init; } = 2303;

    public int Steps { get; init; } = 4_000;

    public int BatchSize { get; init; } = 32;

    public AdamWOptions Optimiser { get; init; } =
        new()
        {
            LearningRate = 1.2e-3,
            Beta2 = 0.98,
            Epsilon = 1e-8,
            WeightDecay = 0.01,
            Rule = AdamWRule.Torch,
        };

    public double WarmupRatio { get; init; } = 0.05;

    public double ClipNorm { get; init; } = 1;

    public int LookEvery { get; init; } = 500;

    /// <summary>Draws the weights that training begins with.</summary>
    public Generator Weights() => new(RandomStream.Root((long)Seed).Sub("weights").NextUInt64() >> 1);
}

/// <summary>The steps of a pre-training, whatever it learns. State is saved at every look, so a stopped run goes on where it was.</summary>
/// <param name="buffers">What is learnt beside the parameters, such as the statistics of norms; saved with them.</param>
public sealed class PretrainLoop(
    IReadOnlyList<(string name, Parameter parameter)> parameters,
    LoopOptions options,
    IReadOnlyList<(string name, Tensor tensor)>? buffers = null
)
{
    private readonly IReadOnlyList<(string name, Tensor tensor)> learnt =
    [
        .. parameters.Select(p => (p.name, (Tensor)p.parameter)),
        .. buffers ?? [],
    ];

    /// <param name="stateFile">Where the state of an unfinished run lies, and is kept; deleted by nobody.</param>
    /// <param name="loss">The loss of a step; draws from the stream that is saved.</param>
    /// <param name="scores">What a look measures, in %; its stream is the same at every look.</param>
    /// <exception cref="OperationCanceledException">Asked to stop; the state of the last look is in the file.</exception>
    public IReadOnlyList<PretrainLook> Run(
        string stateFile,
        Func<int, RandomStream, Tensor> loss,
        Func<RandomStream, SortedDictionary<string, double>> scores,
        Action<PretrainLook>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var clock = Stopwatch.StartNew();
        var random = RandomStream.Root((long)options.Seed).Sub("pre-training");
        var draws = random.Sub("draws");
        var schedule = new WarmupLinear((long)(options.WarmupRatio * options.Steps), options.Steps);
        using var optimiser = new AdamW(parameters, options.Optimiser);
        var (step, looks) = PretrainState.TryLoad(stateFile, learnt, optimiser, draws);
        var before = looks.Count > 0 ? looks[^1].Seconds : 0;
        var (sum, count) = (0.0, 0);
        while (step < options.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            optimiser.LearningRate = options.Optimiser.LearningRate * schedule.Factor(step);
            using (NewDisposeScope())
            {
                var value = loss(step, draws);
                value.backward();
                optimiser.ClipGradients(options.ClipNorm);
                optimiser.Step();
                (sum, count) = (sum + value.ToDouble(), count + 1);
            }
            step++;
            if (step % options.LookEvery != 0 && step != options.Steps)
                continue;
            looks.Add(new PretrainLook(step, sum / count, scores(random.Sub("scores")), before + clock.Elapsed.TotalSeconds));
            (sum, count) = (0, 0);
            PretrainState.Save(stateFile, learnt, optimiser, draws, step, looks);
            progress?.Invoke(looks[^1]);
        }
        return looks;
    }
}
