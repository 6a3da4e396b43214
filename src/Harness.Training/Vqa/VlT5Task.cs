using Harness.Adapters;
using Harness.Adapters.Experts;
using Harness.Adapters.Redundancy;
using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.Decoding;
using Harness.Backbones.VlT5Models;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Tuning;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>Questions about regions of pictures, answered greedily by VL-T5, with whatever a method adds to the loss.</summary>
/// <param name="metric">Scores test answers; soft labels where none is given, as always on dev.</param>
public sealed class VlT5Task(
    VlT5 model,
    PeftMethod method,
    ITokenizer tokenizer,
    IFeatureSource regions,
    FineTuneOptions options,
    AnswerMetric? metric = null
) : ITuningTask<Question, Prediction>
{
    private readonly Device device = model.parameters().First().device;

    public nn.Module Model => model;

    public IReadOnlyList<Prediction> Reported(IReadOnlyList<Prediction> answers) =>
        metric is null ? answers : Prediction.Scored(answers, metric);

    public double Score(IReadOnlyList<Prediction> answers) => Prediction.Accuracy(answers);

    public IReadOnlyList<Prediction> Answer(IReadOnlyList<Question> items, PassContext context, CancellationToken cancellation)
    {
        var limits = new DecodingLimits
        {
            MaxNewTokens = options.DecodedTokens,
            End = tokenizer.EndId,
            Pad = tokenizer.PadId,
        };
        var predictions = new List<Prediction>(items.Count);
        foreach (var chunk in items.Chunk(options.EvaluationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = VqaBatch.ForDecoding(chunk, options, tokenizer, regions).On(device);
            var encoded = model.Encode(batch.InputIds, null, batch.Features, batch.Boxes, context);
            using var session = model.StartDecoding(encoded, context, cached: method.IsTokenLocal);
            var ids = GreedyDecoder.Decode(
                session,
                full([chunk.Length, 1], model.Config.DecoderStartTokenId, dtype: ScalarType.Int64, device: device),
                limits
            );
            predictions.AddRange(
                chunk.Zip(ids, (q, answer) => Prediction.Of(q, tokenizer.Decode(answer), AnswerMetric.SoftLabel))
            );
        }
        return predictions;
    }

    public Tensor Loss(Question[] batch, TuningDraws draws)
    {
        var tensors = VqaBatch.ForTraining(batch, options, tokenizer, regions, draws.Answers).On(device);
        var trace = method.Regulariser is null ? null : new AdapterTrace();
        using var context = draws.Pass(trace);
        var output = Forward(tensors, context);
        var loss = Seq2SeqLabels.ScoredLoss(output.Logits, tensors.Labels!, tensors.Scores);
        if (trace is not null)
            loss = loss + method.Regulariser!.Loss(trace, Stacks(output, tensors.Labels!));
        if (!method.HasSecondPass)
            return loss;
        using var again = draws.Pass();
        return loss + ConsistencyLoss.Loss(output.Logits, Forward(tensors, again).Logits);
    }

    private Seq2SeqOutput Forward(VqaBatch batch, PassContext context) =>
        model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, batch.Labels!, context);

    /// <summary>Final states of both stacks, with the positions that count.</summary>
    private static Dictionary<string, StackState> Stacks(Seq2SeqOutput output, Tensor labels) =>
        new()
        {
            ["encoder"] = new StackState(output.Encoder.State, output.Encoder.Mask),
            ["decoder"] = new StackState(
                output.DecoderState,
                labels.ne(Seq2SeqLabels.Ignored).to(ScalarType.Int64),
                Decoder: true
            ),
        };
}
