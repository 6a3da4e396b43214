using System.Diagnostics;
using Harness.Adapters;
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
    /// <summary>An answer with its soft score.</summary>
    public static Prediction Of(Question question, string answer) => new(question, answer, VqaAccuracy.SoftLabel(answer, question.Answers));
}

/// <summary>What a fine-tuning run found; scores are accuracies in %.</summary>
public sealed record FineTuneResult(
    IReadOnlyList<Look> Looks, int Steps, int BestStep, double DevScore, double TestScore, double LastTestScore, IReadOnlyList<Prediction> Predictions);

/// <summary>
/// The low-resource protocol: minibatches of N_D examples, looks at dev, best checkpoint, greedy decoding on test.
/// Only parameters that require a gradient train; the backbone runs with dropout even where it is frozen, as the authors' does.
/// </summary>
public sealed class FineTuner(
    VlT5 model, PeftMethod method, ITokenizer tokenizer, RegionFeatures regions, FineTuneOptions options, RandomStream random)
{
    private readonly List<(string name, Parameter parameter)> trainable =
        [.. model.named_parameters().Where(p => p.parameter.requires_grad)];

    /// <param name="progress">Called after every look.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for; nothing is half-written.</exception>
    public FineTuneResult Run(
        IReadOnlyList<Question> train, IReadOnlyList<Question> dev, IReadOnlyList<Question> test,
        Action<Look>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var schedule = new WarmupLinear((long)(options.WarmupRatio * options.Steps), options.Steps);
        var stopping = new EarlyStopping(options.Patience);
        var looks = new List<Look>();
        var best = Snapshot();
        var bestStep = 0;
        var losses = (sum: 0.0, count: 0);
        using var optimiser = new AdamW(trainable, options.Optimiser);
        using var masks = new DropoutMasks(random.Sub("dropout"));
        var experts = new ExpertDraw(random.Sub("experts"));
        var answers = random.Sub("answers");
        var step = 0;
        foreach (var batch in Batches(train, random.Sub("order")))
        {
            if (step >= options.Steps || stopping.Exhausted)
                break;
            cancellation.ThrowIfCancellationRequested();
            optimiser.LearningRate = options.Optimiser.LearningRate * schedule.Factor(step);
            losses = (losses.sum + Step(batch, optimiser, masks, experts, answers), losses.count + 1);
            step++;
            if (step * (long)options.Looks / options.Steps == (step - 1) * (long)options.Looks / options.Steps)
                continue;
            var score = Score(Answer(dev));
            looks.Add(new Look(step, losses.sum / losses.count, score, optimiser.LearningRate, clock.Elapsed.TotalSeconds));
            losses = (0, 0);
            if (stopping.Look(score))
            {
                Release(best);
                (best, bestStep) = (Snapshot(), step);
            }
            progress?.Invoke(looks[^1]);
        }
        var last = Answer(test);
        Restore(best);
        Release(best);
        var predictions = bestStep == step ? last : Answer(test); // the same weights answer the same
        return new FineTuneResult(looks, step, bestStep, Math.Max(0, stopping.Best), Score(predictions), Score(last), predictions);
    }

    /// <summary>Greedy answers, with their accuracy.</summary>
    public IReadOnlyList<Prediction> Answer(IReadOnlyList<Question> questions)
    {
        model.eval();
        using var noGrad = no_grad();
        using var context = PassContext.Inference();
        var limits = new DecodingLimits { MaxNewTokens = options.MaxAnswerTokens, End = tokenizer.EndId, Pad = tokenizer.PadId };
        var predictions = new List<Prediction>(questions.Count);
        foreach (var chunk in questions.Chunk(options.EvaluationBatch))
        {
            using var scope = NewDisposeScope();
            var batch = VqaBatch.ForDecoding(chunk, options, tokenizer, regions);
            var encoded = model.Encode(batch.InputIds, null, batch.Features, batch.Boxes, context);
            using var session = model.StartDecoding(encoded, context);
            var ids = GreedyDecoder.Decode(session, full([chunk.Length, 1], model.Config.DecoderStartTokenId, dtype: ScalarType.Int64), limits);
            predictions.AddRange(chunk.Zip(ids, (q, answer) => Prediction.Of(q, tokenizer.Decode(answer))));
        }
        return predictions;
    }

    /// <summary>Mean accuracy in %.</summary>
    public static double Score(IReadOnlyList<Prediction> predictions) =>
        predictions.Count == 0 ? 0 : 100 * predictions.Average(p => p.Score);

    /// <summary>Minibatches of shuffled epochs without end; the last batch of an epoch may be smaller.</summary>
    private IEnumerable<Question[]> Batches(IReadOnlyList<Question> train, RandomStream order)
    {
        while (true)
        {
            var epoch = train.ToArray();
            order.Shuffle(epoch);
            foreach (var batch in epoch.Chunk(options.BatchSize))
                yield return batch;
        }
    }

    private double Step(Question[] questions, AdamW optimiser, DropoutMasks masks, ExpertDraw experts, RandomStream answers)
    {
        model.train();
        using var scope = NewDisposeScope();
        var batch = VqaBatch.ForTraining(questions, options, tokenizer, regions, answers);
        var trace = method.Regulariser is null ? null : new AdapterTrace();
        using var context = new PassContext { Training = true, Experts = experts, Dropout = masks, Trace = trace };
        var output = model.Forward(batch.InputIds, null, batch.Features, batch.Boxes, batch.Labels!, context);
        var loss = Seq2SeqLabels.ScoredLoss(output.Logits, batch.Labels!, batch.Scores);
        if (trace is not null)
            loss = loss + method.Regulariser!.Loss(trace, Stacks(output, batch.Labels!));
        loss.backward();
        optimiser.ClipGradients(options.ClipNorm);
        optimiser.Step();
        return loss.ToDouble();
    }

    /// <summary>Final states of both stacks, with the positions that count.</summary>
    private static Dictionary<string, StackState> Stacks(Seq2SeqOutput output, Tensor labels) => new()
    {
        ["encoder"] = new StackState(output.Encoder.State, output.Encoder.Mask),
        ["decoder"] = new StackState(output.DecoderState, labels.ne(Seq2SeqLabels.Ignored).to(ScalarType.Int64), Decoder: true),
    };

    private Dictionary<string, Tensor> Snapshot()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return trainable.ToDictionary(p => p.name, p => p.parameter.detach().clone().DetachFromDisposeScope());
    }

    private void Restore(Dictionary<string, Tensor> saved)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in trainable)
            parameter.copy_(saved[name]);
    }

    private static void Release(Dictionary<string, Tensor> saved)
    {
        foreach (var value in saved.Values)
            value.Dispose();
    }
}
