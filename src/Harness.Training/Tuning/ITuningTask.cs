using Harness.Adapters.Sites;
using Harness.Data.Sampling;
using Harness.Training.Sampling;
using static TorchSharp.torch;

namespace Harness.Training.Tuning;

/// <summary>What a tuning loop asks of a task: batches, the loss of one, answers, and what they are worth.</summary>
/// <typeparam name="TItem">What is trained on, e.g. a question with its answers.</typeparam>
/// <typeparam name="TAnswer">What the model says to one.</typeparam>
public interface ITuningTask<TItem, TAnswer>
{
    /// <summary>The model. Its parameters that require a gradient train, and it alone is switched between training and evaluation.</summary>
    nn.Module Model { get; }

    /// <summary>Minibatches of the training items; by default shuffled epochs.</summary>
    IBatches<TItem> Batches(IReadOnlyList<TItem> train, int size, RandomStream order) =>
        new EpochSampler<TItem>(train, size, order);

    /// <summary>The whole loss of a step [], a method's own terms included.</summary>
    /// <param name="draws">What training may draw from.</param>
    Tensor Loss(TItem[] batch, TuningDraws draws);

    /// <summary>What the model says now, in the order of the items.</summary>
    /// <param name="context">An evaluation pass, with the same draws at every evaluation.</param>
    IReadOnlyList<TAnswer> Answer(IReadOnlyList<TItem> items, PassContext context, CancellationToken cancellation);

    /// <summary>Answers to test questions as they are reported, where that takes another measure than dev.</summary>
    IReadOnlyList<TAnswer> Reported(IReadOnlyList<TAnswer> answers) => answers;

    /// <summary>The score by which checkpoints are chosen, the higher the better; 100 where everything is right, if the measure has a best.</summary>
    double Score(IReadOnlyList<TAnswer> answers);
}

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
