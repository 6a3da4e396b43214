using System.Diagnostics;
using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>Where pre-training stood: mean losses since the look before, and scores on held-out scenes in %.</summary>
public sealed record PretrainLook(int Step, double Loss, SortedDictionary<string, double> Scores, double Seconds);

/// <summary>
/// Pre-trains a small VL-T5 on scenes: the decoder fills slots, and two dense helpers (the encoder fills its own slots and names
/// the objects of regions) teach it to look. State is saved at every look, so a stopped run goes on where it was.
/// </summary>
public sealed class VlT5Pretrainer(
    VlT5 model, WordTokenizer tokenizer, ScenePool pool, ScenePool heldOut, Statements statements, PretrainingTexts texts, PretrainOptions options)
{
    private readonly List<(string name, Parameter parameter)> parameters = [.. model.named_parameters()];

    /// <param name="stateFile">Where the state of an unfinished run lies, and is kept; deleted by nobody.</param>
    /// <exception cref="OperationCanceledException">Asked to stop; the state of the last look is in the file.</exception>
    public IReadOnlyList<PretrainLook> Run(string stateFile, Action<PretrainLook>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var random = RandomStream.Root((long)options.Seed).Sub("pre-training");
        var draws = random.Sub("draws");
        var schedule = new WarmupLinear((long)(options.WarmupRatio * options.Steps), options.Steps);
        using var optimiser = new AdamW(parameters, options.Optimiser);
        var (step, looks) = PretrainState.TryLoad(stateFile, parameters, optimiser, draws);
        var before = looks.Count > 0 ? looks[^1].Seconds : 0;
        var losses = (sum: 0.0, count: 0);
        while (step < options.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            optimiser.LearningRate = options.Optimiser.LearningRate * schedule.Factor(step);
            var visual = (step + 1) % options.TextOnlyEvery != 0;
            losses = (losses.sum + Step(optimiser, visual, draws), losses.count + 1);
            step++;
            if (step % options.LookEvery != 0 && step != options.Steps)
                continue;
            var scores = StatementScores.Measure(model, tokenizer, heldOut, statements, random.Sub("scores"));
            looks.Add(new PretrainLook(step, losses.sum / losses.count, scores, before + clock.Elapsed.TotalSeconds));
            losses = (0, 0);
            PretrainState.Save(stateFile, parameters, optimiser, draws, step, looks);
            progress?.Invoke(looks[^1]);
        }
        return looks;
    }

    private double Step(AdamW optimiser, bool visual, RandomStream draws)
    {
        model.train();
        using var scope = NewDisposeScope();
        var scenes = Enumerable.Range(0, options.BatchSize).Select(_ => draws.NextInt(pool.Scenes.Count)).ToList();
        var batch = PretrainBatch.Draw(pool, scenes, visual, texts, tokenizer, draws);
        using var context = new PassContext { Training = true };
        var output = model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, batch.Labels, context);
        var loss = Seq2SeqLabels.MeanLoss(output.Logits, batch.Labels);
        var width = batch.InputIds.shape[1];
        if (options.SlotHelper > 0)
            loss = loss + Filled(output.Encoder.State.narrow(1, 0, width), batch.SlotTargets) * options.SlotHelper;
        if (options.RegionHelper > 0 && visual)
            loss = loss + Filled(output.Encoder.State.narrow(1, width, batch.Features.shape[1]), batch.RegionTargets) * options.RegionHelper;
        loss.backward();
        optimiser.ClipGradients(options.ClipNorm);
        optimiser.Step();
        return loss.ToDouble();
    }

    /// <summary>Cross-entropy of the tied head at the positions that have a target; the others are not even multiplied.</summary>
    private Tensor Filled(Tensor states, Tensor targets)
    {
        var flat = targets.flatten();
        var at = flat.ne(Seq2SeqLabels.Ignored).nonzero().flatten();
        if (at.numel() == 0)
            return zeros(1).sum();
        var logits = model.Logits(states.flatten(0, 1).index_select(0, at));
        return nn.functional.cross_entropy(logits, flat.index_select(0, at));
    }
}
