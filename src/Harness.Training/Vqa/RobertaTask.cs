using Harness.Adapters.Sites;
using Harness.Backbones.Common;
using Harness.Backbones.RobertaModels;
using Harness.Data;
using Harness.Data.Metrics;
using Harness.Data.Text;
using Harness.Training.Features;
using Harness.Training.Pretraining.VitText;
using Harness.Training.Tuning;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>
/// Questions about pictures as a choice among fixed answers, with binary cross-entropy on soft scores (encoder-only setting of the routing paper).
/// Texts are <c>&lt;s&gt; question &lt;/s&gt;</c>.
/// </summary>
/// <param name="metric">Scores test answers; soft labels where none is given, as always on dev.</param>
public sealed class RobertaTask(
    RobertaVqa model,
    AnswerList answers,
    ITokenizer tokenizer,
    IFeatureSource pictures,
    FineTuneOptions options,
    AnswerMetric? metric = null
) : ITuningTask<Question, Prediction>
{
    private readonly Device device = model.parameters().First().device;

    public nn.Module Model => model;

    public IReadOnlyList<Prediction> Reported(IReadOnlyList<Prediction> answers) =>
        metric is null ? answers : Prediction.Scored(answers, metric);

    public double Score(IReadOnlyList<Prediction> answers) => Prediction.Accuracy(answers);

    public Tensor Loss(Question[] batch, TuningDraws draws)
    {
        using var context = draws.Pass();
        return RobertaVqa.Loss(Logits(batch, context), answers.Scores(batch).to(device));
    }

    public IReadOnlyList<Prediction> Answer(IReadOnlyList<Question> items, PassContext context, CancellationToken cancellation)
    {
        var predictions = new List<Prediction>(items.Count);
        foreach (var chunk in items.Chunk(options.EvaluationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            predictions.AddRange(
                chunk.Zip(
                    RobertaVqa.Best(Logits(chunk, context)),
                    (q, best) => Prediction.Of(q, answers.Answers[(int)best.Answer], AnswerMetric.SoftLabel)
                )
            );
        }
        return predictions;
    }

    /// <summary>The most probable answers to a question of one's own, best first, with probabilities (sigmoids of logits).</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<(string Answer, double Probability)> Ranked(
        string question,
        string pictureId,
        PassContext context,
        int count
    )
    {
        using var scope = NewDisposeScope();
        var asked = new Question("", pictureId, question, "", "", new Dictionary<string, double>());
        var (values, indexes) = Logits([asked], context)[0].sigmoid().topk(Math.Min(count, answers.Answers.Count));
        var probabilities = values.to(ScalarType.Float64).cpu().data<double>().ToArray();
        return [.. indexes.cpu().data<long>().ToArray().Zip(probabilities, (i, p) => (answers.Answers[(int)i], p))];
    }

    private Tensor Logits(Question[] questions, PassContext context)
    {
        var ids = TokenBatch.Pad(
            [.. questions.Select(q => tokenizer.Encode(LanguageTexts.Start + q.Text, options.MaxQuestionTokens))],
            tokenizer.PadId
        );
        return model.Forward(
            ids.to(device),
            null,
            pictures.Of([.. questions.Select(q => q.PictureId)]).Features.to(device),
            context
        );
    }
}
