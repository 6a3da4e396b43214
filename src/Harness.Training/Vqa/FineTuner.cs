using System.Diagnostics;
using Harness.Adapters;
using Harness.Adapters.Experts;
using Harness.Adapters.Redundancy;
using Harness.Backbones;
using Harness.Data;
using Harness.Data.Metrics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>A look at dev: where training stood.</summary>
public sealed record Look(int Step, double Loss, double DevScore, double LearningRate, double Seconds);

/// <summary>One answered question.</summary>
public sealed record Prediction(Question Question, string Answer, double Score)
{
    /// <summary>An answer with its score.</summary>
    public static Prediction Of(Question question, string answer, AnswerMetric metric) => new(question, answer, metric.Score(question, answer));
}

/// <summary>What a fine-tuning run found; scores are accuracies in %.</summary>
public sealed record FineTuneResult(
    IReadOnlyList<Look> Looks, int Steps, int BestStep, double DevScore, double TestScore, double LastTestScore, IReadOnlyList<Prediction> Predictions);

/// <summary>
/// The low-resource protocol: minibatches of N_D examples, looks at dev, best checkpoint, greedy decoding on test.
/// Only parameters that require a gradient train; the backbone runs with dropout even where it is frozen, as the authors' does.
/// </summary>
/// <param name="metric">Scores test answers; soft labels where none is given, as always on dev.</param>
public sealed class FineTuner(
    VlT5 model, PeftMethod method, ITokenizer tokenizer, IRegionSource regions, FineTuneOptions options, RandomStream random, AnswerMetric? metric = null)
{
    private readonly List<(string name, Parameter parameter)> trainable =
        [.. model.named_parameters().Where(p => p.parameter.requires_grad)];

    /// <summary>The streams below the run's own that training draws from.</summary>
    public static IReadOnlyList<string> StreamNames { get; } = ["order", "answers", "dropout", "experts", "noise"];

    /// <param name="progress">Called after every look.</param>
    /// <param name="checkpoint">Where training goes on from, and is saved now and then; null: neither.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for; where training stood is saved.</exception>
    public FineTuneResult Run(
        IReadOnlyList<Question> train, IReadOnlyList<Question> dev, IReadOnlyList<Question> test,
        Action<Look>? progress = null, CheckpointFile? checkpoint = null, CancellationToken cancellation = default)
    {
        using var state = new FineTuneState(trainable, options, train, random);
        if (checkpoint is not null)
            state.Load(checkpoint);
        var (clock, before) = (Stopwatch.StartNew(), checkpoint?.Before.Seconds ?? 0);
        var schedule = new WarmupLinear((long)(options.WarmupRatio * options.Steps), options.Steps);
        IReadOnlyList<Prediction> last;
        try
        {
            // A look changes nothing that training draws from, so at the head of this loop everything may be saved, and here alone.
            while (true)
            {
                if (checkpoint is { Due: true })
                    state.Save(checkpoint);
                if (LookIsDue(state))
                {
                    var look = state.Looked(Score(Answer(dev, AnswerMetric.SoftLabel, cancellation)), before + clock.Elapsed.TotalSeconds);
                    progress?.Invoke(look);
                }
                if (state.Step >= options.Steps || state.Stopping.Exhausted)
                    break;
                cancellation.ThrowIfCancellationRequested();
                state.Optimiser.LearningRate = options.Optimiser.LearningRate * schedule.Factor(state.Step);
                state.Stepped(Step(state));
            }
            last = Answer(test, metric ?? AnswerMetric.SoftLabel, cancellation);
        }
        catch (OperationCanceledException) when (checkpoint is not null)
        {
            state.Save(checkpoint);
            throw;
        }
        state.RestoreBest();
        var predictions = state.BestStep == state.Step ? last : Answer(test, metric ?? AnswerMetric.SoftLabel, cancellation); // the same weights answer the same
        return new FineTuneResult(state.Looks, state.Step, state.BestStep, Math.Max(0, state.Stopping.Best), Score(predictions), Score(last), predictions);
    }

    // Evenly spaced, the last one after the last step.
    private bool LookIsDue(FineTuneState state) =>
        state.Step > (state.Looks.Count > 0 ? state.Looks[^1].Step : 0)
        && state.Step * (long)options.Looks / options.Steps != (state.Step - 1) * (long)options.Looks / options.Steps;

    /// <summary>Greedy answers, with their accuracy.</summary>
    public IReadOnlyList<Prediction> Answer(IReadOnlyList<Question> questions, AnswerMetric metric, CancellationToken cancellation = default)
    {
        model.eval();
        using var noGrad = no_grad();
        // The same draws in every evaluation, and none of those that training makes.
        var evaluation = random.Sub("evaluation");
        using var context = new PassContext { Experts = new ExpertDraw(evaluation.Sub("experts")), Noise = new NormalNoise(evaluation.Sub("noise")) };
        var limits = new DecodingLimits { MaxNewTokens = options.MaxAnswerTokens, End = tokenizer.EndId, Pad = tokenizer.PadId };
        var predictions = new List<Prediction>(questions.Count);
        foreach (var chunk in questions.Chunk(options.EvaluationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = VqaBatch.ForDecoding(chunk, options, tokenizer, regions);
            var encoded = model.Encode(batch.InputIds, null, batch.Features, batch.Boxes, context);
            using var session = model.StartDecoding(encoded, context, cached: method.IsTokenLocal);
            var ids = GreedyDecoder.Decode(session, full([chunk.Length, 1], model.Config.DecoderStartTokenId, dtype: ScalarType.Int64), limits);
            predictions.AddRange(chunk.Zip(ids, (q, answer) => Prediction.Of(q, tokenizer.Decode(answer), metric)));
        }
        return predictions;
    }

    /// <summary>Mean accuracy in %.</summary>
    public static double Score(IReadOnlyList<Prediction> predictions) =>
        predictions.Count == 0 ? 0 : 100 * predictions.Average(p => p.Score);

    private double Step(FineTuneState state)
    {
        model.train();
        using var scope = NewDisposeScope();
        var batch = VqaBatch.ForTraining(state.NextBatch(), options, tokenizer, regions, state.Answers);
        var trace = method.Regulariser is null ? null : new AdapterTrace();
        using var context = TrainingPass(state, trace);
        var output = model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, batch.Labels!, context);
        var loss = Seq2SeqLabels.ScoredLoss(output.Logits, batch.Labels!, batch.Scores);
        if (trace is not null)
            loss = loss + method.Regulariser!.Loss(trace, Stacks(output, batch.Labels!));
        if (method.HasSecondPass)
        {
            using var again = TrainingPass(state, trace: null);
            loss = loss + ConsistencyLoss.Loss(
                output.Logits, model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, batch.Labels!, again).Logits);
        }
        loss.backward();
        state.Optimiser.ClipGradients(options.ClipNorm);
        state.Optimiser.Step();
        return loss.ToDouble();
    }

    private static PassContext TrainingPass(FineTuneState state, AdapterTrace? trace) =>
        new() { Training = true, Experts = state.Experts, Dropout = state.Masks, Noise = state.Noise, Trace = trace };

    /// <summary>Final states of both stacks, with the positions that count.</summary>
    private static Dictionary<string, StackState> Stacks(Seq2SeqOutput output, Tensor labels) => new()
    {
        ["encoder"] = new StackState(output.Encoder.State, output.Encoder.Mask),
        ["decoder"] = new StackState(output.DecoderState, labels.ne(Seq2SeqLabels.Ignored).to(ScalarType.Int64), Decoder: true),
    };
}
