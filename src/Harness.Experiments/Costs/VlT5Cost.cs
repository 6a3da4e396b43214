using Harness.Adapters;
using Harness.Adapters.Full;
using Harness.Adapters.Sites;
using Harness.Backbones.VlT5Models;
using Harness.Runs.Configuration;
using Harness.Runs.Execution;
using TorchSharp;

namespace Harness.Experiments.Costs;

/// <summary>
/// Runs of VL-T5 by counting. Questions are taken at their longest, answers at <see cref="AnswerTokens"/>; decoding of a batch goes on until its longest
/// answer ends, taken at <see cref="DecodedTokens"/>; the test is answered twice, with the last and with the best weights; no run stops early.
/// </summary>
public sealed class VlT5Cost(VlT5Config sizes)
{
    public const int AnswerTokens = 4,
        DecodedTokens = 10;

    private const int Value = 4;

    // Gradient, two moments, and the best copy so far.
    private const int CopiesOfTrained = 4;

    private readonly VlT5 shapes = new(sizes, device: torch.META);

    /// <param name="test">Test questions.</param>
    public RunCost Of(PeftMethod method, TrainConfig train, int steps, long test)
    {
        var trained = method.ClosedForm(shapes);
        var (inserted, ownShare) = method is FullFinetuning ? (0, 1.0) : (trained, 0.0);
        var (learning, answering) = (Pass(train, AnswerTokens), Pass(train, DecodedTokens));
        var passes = method.HasSecondPass ? 2 : 1;
        var perSample = passes * (learning.TrainingFlops(inserted, ownShare) + (2 + ownShare) * Head(AnswerTokens));
        var perAnswer = answering.Flops + answering.InsertedFlops(inserted) + Head(DecodedTokens);
        var looks = steps == 0 ? 0 : Math.Min(train.Looks, steps);
        var held = Value * (shapes.ClosedFormTotal!.Value + inserted + (double)CopiesOfTrained * trained);
        return new RunCost(
            steps * (double)train.BatchSize * perSample,
            ((double)looks * train.NTrain + 2 * test) * perAnswer,
            held
                + Math.Max(
                    train.BatchSize * passes * (learning.KeptBytes + 3.0 * Value * AnswerTokens * sizes.VocabSize),
                    train.EvalBatchSize * AnsweringBytes(train)
                )
        );
    }

    private PassCost Pass(TrainConfig train, int answer)
    {
        double encoder = train.MaxQuestionTokens + sizes.NumRegions;
        return new PassCost(
            shapes,
            Positions,
            a => a.SubLayer == SubLayer.CrossAttention || a.Stack == "encoder" ? encoder : answer,
            sizes.NumHeads
        );

        double Positions(SiteAddress a) =>
            a.SubLayer == SubLayer.Embedding ? sizes.NumRegions
            : a.Stack == "encoder" || (a.SubLayer == SubLayer.CrossAttention && a.Role is SiteRole.Key or SiteRole.Value)
                ? encoder
            : answer;
    }

    private double Head(int answer) => 2.0 * sizes.VocabSize * sizes.DModel * answer;

    // Of one question: keys and values of the encoder's states in every block, the feed-forward part of one block, logits.
    private double AnsweringBytes(TrainConfig train)
    {
        var encoder = train.MaxQuestionTokens + sizes.NumRegions;
        return Value
            * (
                2.0 * (sizes.NumDecoderLayers ?? sizes.NumLayers) * encoder * sizes.NumHeads * sizes.DKv
                + 2.0 * encoder * sizes.DFf
                + 2.0 * sizes.VocabSize
            );
    }
}
