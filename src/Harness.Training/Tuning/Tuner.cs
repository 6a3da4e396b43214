using System.Diagnostics;
using Harness.Adapters.Sites;
using Harness.Data.Sampling;
using Harness.Training.Optimisers;
using Harness.Training.Resuming;
using Harness.Training.Sampling;
using Harness.Training.Vqa;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training.Tuning;

/// <summary>A look at dev: where training stood.</summary>
public sealed record Look(int Step, double Loss, double DevScore, double LearningRate, double Seconds);

/// <summary>What a tuning run found; scores as the task gives them.</summary>
public sealed record TuningResult<TAnswer>(
    IReadOnlyList<Look> Looks,
    int Steps,
    int BestStep,
    double DevScore,
    double TestScore,
    double LastTestScore,
    IReadOnlyList<TAnswer> Predictions
);

/// <summary>
/// The protocol of every task: minibatches, looks at dev, best checkpoint on test. Only parameters that require a gradient train; the
/// backbone runs with dropout even where it is frozen, as the authors' does.
/// </summary>
public sealed class Tuner<TItem, TAnswer>(ITuningTask<TItem, TAnswer> task, FineTuneOptions options, RandomStream random)
{
    private readonly List<(string name, Parameter parameter)> trainable =
    [
        .. task.Model.named_parameters().Where(p => p.parameter.requires_grad),
    ];

    /// <param name="progress">Called after every look.</param>
    /// <param name="checkpoint">Where training goes on from, and is saved now and then; null: neither.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for; where training stood is saved.</exception>
    public TuningResult<TAnswer> Run(
        IReadOnlyList<TItem> train,
        IReadOnlyList<TItem> dev,
        IReadOnlyList<TItem> test,
        Action<Look>? progress = null,
        CheckpointFile? checkpoint = null,
        CancellationToken cancellation = default
    )
    {
        using var state = new TuningState<TItem>(
            trainable,
            options,
            order => task.Batches(train, options.BatchSize, order),
            random
        );
        if (checkpoint is not null)
            state.Load(checkpoint);
        var (clock, before) = (Stopwatch.StartNew(), checkpoint?.Before.Seconds ?? 0);
        var schedule = new WarmupLinear((long)(options.WarmupRatio * options.Steps), options.Steps);
        IReadOnlyList<TAnswer> last;
        try
        {
            // A look changes nothing that training draws from, so at the head of this loop everything may be saved, and here alone.
            while (true)
            {
                if (checkpoint is { Due: true })
                    state.Save(checkpoint);
                if (LookIsDue(state))
                {
                    var look = state.Looked(task.Score(Answer(dev, cancellation)), before + clock.Elapsed.TotalSeconds);
                    progress?.Invoke(look);
                }
                if (state.Step >= options.Steps || state.Stopping.Exhausted)
                    break;
                cancellation.ThrowIfCancellationRequested();
                state.Optimiser.LearningRate = options.Optimiser.LearningRate * schedule.Factor(state.Step);
                state.Stepped(Step(state));
            }
            last = task.Reported(Answer(test, cancellation));
        }
        catch (OperationCanceledException) when (checkpoint is not null)
        {
            state.Save(checkpoint);
            throw;
        }
        state.RestoreBest();
        var predictions = state.BestStep == state.Step ? last : task.Reported(Answer(test, cancellation)); // the same weights answer the same
        return new TuningResult<TAnswer>(
            state.Looks,
            state.Step,
            state.BestStep,
            Math.Max(0, state.Stopping.Best),
            task.Score(predictions),
            task.Score(last),
            predictions
        );
    }

    /// <summary>What the model says now.</summary>
    public IReadOnlyList<TAnswer> Answer(IReadOnlyList<TItem> items, CancellationToken cancellation = default)
    {
        task.Model.eval();
        using var noGrad = no_grad();
        // The same draws in every evaluation, and none of those that training makes.
        var evaluation = random.Sub("evaluation");
        using var context = new PassContext
        {
            Experts = new ExpertDraw(evaluation.Sub("experts")),
            Noise = new NormalNoise(evaluation.Sub("noise")),
        };
        return task.Answer(items, context, cancellation);
    }

    // Evenly spaced, the last one after the last step.
    private bool LookIsDue(TuningState<TItem> state) =>
        state.Step > (state.Looks.Count > 0 ? state.Looks[^1].Step : 0)
        && state.Step * (long)options.Looks / options.Steps != (state.Step - 1) * (long)options.Looks / options.Steps;

    private double Step(TuningState<TItem> state)
    {
        task.Model.train();
        using var scope = NewDisposeScope();
        var loss = task.Loss(state.NextBatch(), state.Draws);
        loss.backward();
        if (options.ClipNorm > 0)
            state.Optimiser.ClipGradients(options.ClipNorm);
        state.Optimiser.Step();
        return loss.ToDouble();
    }
}
