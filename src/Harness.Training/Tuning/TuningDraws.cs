using Harness.Adapters;
using Harness.Data;

namespace Harness.Training.Tuning;

/// <summary>Everything random in a training step, each from a stream of its own below the run's.</summary>
public sealed class TuningDraws : IDisposable
{
    private readonly DropoutMasks masks;
    private readonly ExpertDraw experts;
    private readonly NormalNoise noise;

    internal TuningDraws(IReadOnlyDictionary<string, RandomStream> streams)
    {
        masks = new DropoutMasks(streams["dropout"]);
        experts = new ExpertDraw(streams["experts"]);
        noise = new NormalNoise(streams["noise"]);
        Answers = streams["answers"];
    }

    /// <summary>The streams below the run's own that training draws from.</summary>
    public static IReadOnlyList<string> StreamNames { get; } = ["order", "answers", "dropout", "experts", "noise"];

    /// <summary>Draws one answer of each question at each access.</summary>
    public RandomStream Answers { get; }

    /// <summary>A training pass; the caller's to dispose.</summary>
    public PassContext Pass(AdapterTrace? trace = null) =>
        new()
        {
            Training = true,
            Experts = experts,
            Dropout = masks,
            Noise = noise,
            Trace = trace,
        };

    public void Dispose() => masks.Dispose();
}
