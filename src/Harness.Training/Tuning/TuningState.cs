using Harness.Data.Sampling;
using Harness.Training.Resuming;
using Harness.Training.Sampling;
using Harness.Training.Vqa;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = Harness.Training.Optimisers.AdamW;

namespace Harness.Training.Tuning;

/// <summary>
/// Everything about a tuning run that changes while it goes on: parameters, moments, early stopping, random streams, the
/// sampler's position, the looks so far and the best parameters. Between two steps it can be saved and restored exactly;
/// the schedule is a function of the step.
/// </summary>
internal sealed class TuningState<TItem> : IDisposable
{
    /// <summary>What is no tensor, as a checkpoint keeps it.</summary>
    private sealed record Rest(
        int Step,
        int BestStep,
        double LearningRate,
        double LossSum,
        int LossCount,
        IReadOnlyList<Look> Looks,
        EarlyStoppingState Stopping,
        SamplerPosition Position,
        IReadOnlyDictionary<string, string> Streams
    );

    private const string Model = "model/",
        Moments = "optimiser/",
        BestOnes = "best/";

    private readonly IReadOnlyList<(string name, Parameter parameter)> trainable;
    private readonly Dictionary<string, Tensor> best = [];
    private readonly Dictionary<string, RandomStream> streams = [];
    private readonly IBatches<TItem> batches;
    private double lossSum;
    private int lossCount;

    /// <param name="batches">Makes the minibatches from the stream of their order.</param>
    public TuningState(
        IReadOnlyList<(string name, Parameter parameter)> trainable,
        FineTuneOptions options,
        Func<RandomStream, IBatches<TItem>> batches,
        RandomStream random
    )
    {
        this.trainable = trainable;
        Optimiser = new AdamW(trainable, options.Optimiser);
        Stopping = new EarlyStopping(options.Patience);
        foreach (var name in TuningDraws.StreamNames)
            streams[name] = random.Sub(name);
        this.batches = batches(streams["order"]);
        Draws = new TuningDraws(streams);
        Keep();
    }

    /// <summary>Optimiser steps made.</summary>
    public int Step { get; private set; }

    /// <summary>Step of the parameters that were best on dev.</summary>
    public int BestStep { get; private set; }

    public List<Look> Looks { get; } = [];

    public AdamW Optimiser { get; }

    public EarlyStopping Stopping { get; }

    public TuningDraws Draws { get; }

    public TItem[] NextBatch() => batches.Next();

    /// <summary>Counts a step.</summary>
    public void Stepped(double loss)
    {
        Step++;
        (lossSum, lossCount) = (lossSum + loss, lossCount + 1);
    }

    /// <summary>Records a look at dev after the last step.</summary>
    public Look Looked(double score, double seconds)
    {
        var look = new Look(Step, lossSum / lossCount, score, Optimiser.LearningRate, seconds);
        Looks.Add(look);
        (lossSum, lossCount) = (0, 0);
        if (Stopping.Look(score))
        {
            BestStep = Step;
            Keep();
        }
        return look;
    }

    /// <summary>Puts the best parameters back.</summary>
    public void RestoreBest() => Copy(best, "");

    public void Save(CheckpointFile file)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        file.Save(
            [
                .. trainable.Select(p => (Model + p.name, p.parameter.detach())),
                .. best.Select(p => (BestOnes + p.Key, p.Value)),
                .. Optimiser.StateTensors().Select(t => (Moments + t.key, t.value)),
            ],
            new Rest(
                Step,
                BestStep,
                Optimiser.LearningRate,
                lossSum,
                lossCount,
                Looks,
                Stopping.State,
                batches.Position,
                streams.ToDictionary(s => s.Key, s => s.Value.State.ToString())
            )
        );
    }

    /// <summary>Goes to where <paramref name="file"/> was saved; nothing happens where nothing was.</summary>
    public void Load(CheckpointFile file)
    {
        using var scope = NewDisposeScope();
        if (file.Load<Rest>() is not { } saved)
            return;
        var (rest, tensors) = saved;
        Copy(tensors, BestOnes);
        Keep();
        Copy(tensors, Model);
        Optimiser.LoadState(
            tensors
                .Where(t => t.Key.StartsWith(Moments, StringComparison.Ordinal))
                .ToDictionary(t => t.Key[Moments.Length..], t => t.Value)
        );
        (Step, BestStep, lossSum, lossCount) = (rest.Step, rest.BestStep, rest.LossSum, rest.LossCount);
        (Stopping.State, Optimiser.LearningRate) = (rest.Stopping, rest.LearningRate);
        Looks.AddRange(rest.Looks);
        batches.Position = rest.Position;
        foreach (var (name, state) in rest.Streams)
            streams[name].State = RandomStreamState.Parse(state);
    }

    public void Dispose()
    {
        Optimiser.Dispose();
        Draws.Dispose();
        Release();
    }

    private void Keep()
    {
        Release();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in trainable)
            best[name] = parameter.detach().clone().DetachFromDisposeScope();
    }

    private void Release()
    {
        foreach (var value in best.Values)
            value.Dispose();
        best.Clear();
    }

    private void Copy(Dictionary<string, Tensor> from, string prefix)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in trainable)
            parameter.copy_(from[prefix + name]);
    }
}
