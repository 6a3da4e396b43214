using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.VlT5Models;
using Harness.Data.Sampling;
using Harness.Data.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training.Pretraining;

/// <summary>Where pre-training stood: mean losses since the look before, and scores on held-out scenes in %.</summary>
public sealed record PretrainLook(int Step, double Loss, SortedDictionary<string, double> Scores, double Seconds);

/// <summary>
/// Pre-trains a small VL-T5 on scenes: the decoder fills slots, and four dense helpers teach it to look: the encoder fills its own slots, says at
/// each region the name of what it shows, at each name the column, row and size of the thing after the first block, and after the second how the
/// thing stands to another that the sentence names (by a head that is dropped afterwards).
/// </summary>
public sealed class VlT5Pretrainer(
    VlT5 model,
    WordTokenizer tokenizer,
    ScenePool pool,
    ScenePool heldOut,
    Statements statements,
    PretrainingTexts first,
    PretrainingTexts texts,
    ReadingTexts reading,
    PretrainOptions options
)
{
    private readonly Parameter placeHead = Head(model.Config.DModel, options);

    private static Parameter Head(long width, PretrainOptions options)
    {
        using var generator = new LoopOptions { Seed = options.Seed }.Weights();
        return new Parameter(empty(PretrainBatch.PlaceClasses.Sum(), width).normal_(0, 0.1, generator));
    }

    /// <param name="stateFile">Where the state of an unfinished run lies, and is kept; deleted by nobody.</param>
    /// <exception cref="OperationCanceledException">Asked to stop; the state of the last look is in the file.</exception>
    public IReadOnlyList<PretrainLook> Run(
        string stateFile,
        Action<PretrainLook>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var loop = new PretrainLoop(
            [.. model.named_parameters(), ("places", placeHead)],
            new LoopOptions
            {
                Seed = options.Seed,
                Steps = options.Steps,
                BatchSize = options.BatchSize,
                Optimiser = options.Optimiser,
                WarmupRatio = options.WarmupRatio,
                ClipNorm = options.ClipNorm,
                LookEvery = options.LookEvery,
            }
        );
        return loop.Run(
            stateFile,
            (step, draws) =>
                step < options.FirstSteps
                    ? Loss(first, visual: true, draws)
                    : Loss(
                        texts,
                        visual: Math.Floor((step + 1) * options.TextShare) == Math.Floor(step * options.TextShare),
                        draws
                    ),
            random => StatementScores.Measure(model, tokenizer, heldOut, statements, reading, random),
            progress,
            cancellation
        );
    }

    private Tensor Loss(PretrainingTexts texts, bool visual, RandomStream draws)
    {
        model.train();
        var scenes = Enumerable.Range(0, options.BatchSize).Select(_ => draws.NextInt(pool.Scenes.Count)).ToList();
        var batch = PretrainBatch.Draw(pool, scenes, visual, texts, reading, tokenizer, draws);
        using var context = new PassContext { Training = true };
        List<Tensor> states = [];
        var output = model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, batch.Labels, context, states);
        var loss = Seq2SeqLabels.MeanLoss(output.Logits, batch.Labels);
        var width = batch.InputIds.shape[1];
        if (options.SlotHelper > 0)
            loss = loss + Filled(output.Encoder.State.narrow(1, 0, width), batch.SlotTargets) * options.SlotHelper;
        if (options.PlaceHelper > 0 && visual)
            // After the first block: what is to be compared must be known before the last.
            loss = loss + Places(states[1].narrow(1, 0, width), batch.PlaceTargets, PretrainBatch.Placed) * options.PlaceHelper;
        if (options.RelationHelper > 0 && visual)
            loss =
                loss + Places(states[2].narrow(1, 0, width), batch.PlaceTargets, PretrainBatch.Related) * options.RelationHelper;
        if (options.RegionHelper > 0 && visual)
            loss =
                loss
                + Filled(output.Encoder.State.narrow(1, width, batch.Features.shape[1]), batch.RegionTargets)
                    * options.RegionHelper;
        return loss;
    }

    /// <summary>Cross-entropies of these targets of a place, by the head that is dropped afterwards.</summary>
    private Tensor Places(Tensor states, Tensor targets, Range which)
    {
        var loss = zeros(1).sum();
        var (first, count) = which.GetOffsetAndLength(PretrainBatch.PlaceClasses.Count);
        for (var i = first; i < first + count; i++)
        {
            var rows = placeHead.narrow(0, PretrainBatch.PlaceClasses.Take(i).Sum(), PretrainBatch.PlaceClasses[i]);
            loss = loss + AtTargets(states, targets.select(2, i), chosen => chosen.matmul(rows.t()));
        }
        return loss;
    }

    private Tensor Filled(Tensor states, Tensor targets) => AtTargets(states, targets, model.Logits);

    /// <summary>Cross-entropy at the positions that have a target; the others are not even multiplied.</summary>
    private static Tensor AtTargets(Tensor states, Tensor targets, Func<Tensor, Tensor> logits)
    {
        var flat = targets.flatten();
        var at = flat.ne(Seq2SeqLabels.Ignored).nonzero().flatten();
        return at.numel() == 0
            ? zeros(1).sum()
            : nn.functional.cross_entropy(logits(states.flatten(0, 1).index_select(0, at)), flat.index_select(0, at));
    }
}
