using Harness.Adapters;
using Harness.Adapters.Full;
using Harness.Adapters.Saving;
using Harness.Adapters.Sites;
using Harness.Data.Sampling;
using Harness.Training.Resuming;
using Harness.Training.Vqa;
using static TorchSharp.torch;

namespace Harness.Training.Tuning;

/// <summary>The items of a training.</summary>
public sealed record TuningItems<T>(IReadOnlyList<T> Train, IReadOnlyList<T> Dev, IReadOnlyList<T> Test)
{
    public IEnumerable<T> All => Train.Concat(Dev).Concat(Test);
}

/// <summary>A method that was trained on a backbone.</summary>
/// <param name="Trainable">Parameters that trained.</param>
/// <param name="Total">Parameters of the bare backbone.</param>
/// <param name="Bare">What a saved adapter belongs to; null where everything trained and there is no adapter.</param>
public sealed record TrainedMethod<TAnswer>(TuningResult<TAnswer> Result, long Trainable, long Total, BaseModel? Bare);

/// <summary>What every training does, that of a configured run and a short one of a method of one's own.</summary>
public static class MethodTraining
{
    /// <summary>Puts a method on a bare backbone and trains it.</summary>
    /// <param name="generator">Draws the method's initial weights.</param>
    /// <param name="task">Made when the method is in place.</param>
    /// <param name="random">Root of the training's named streams.</param>
    /// <param name="progress">Called after every look at dev.</param>
    /// <param name="checkpoint">Where training goes on from; null: it begins anew and is not saved.</param>
    /// <exception cref="ArgumentException">The method does not fit the backbone.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; where training stood is saved.</exception>
    public static TrainedMethod<TAnswer> Run<TItem, TAnswer>(
        IBackbone backbone,
        PeftMethod method,
        Generator generator,
        Func<ITuningTask<TItem, TAnswer>> task,
        FineTuneOptions options,
        RandomStream random,
        TuningItems<TItem> items,
        Action<Look>? progress = null,
        CheckpointFile? checkpoint = null,
        CancellationToken token = default
    )
    {
        var total = backbone.Root.parameters().Sum(p => p.numel());
        var bare = method is FullFinetuning ? null : BaseModel.Of(backbone);
        method.Apply(backbone, generator);
        var tuner = new Tuner<TItem, TAnswer>(task(), options, random);
        var result = tuner.Run(items.Train, items.Dev, items.Test, progress, checkpoint, token);
        var trainable = PeftMethod.Trainable(backbone).Sum(p => p.parameter.numel());
        return new TrainedMethod<TAnswer>(result, trainable, total, bare);
    }
}
