using Harness.Backbones.Common;
using Harness.Data;
using Harness.Data.Sampling;
using Harness.Data.Text;
using Harness.Training.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>
/// A batch of questions as tensors: ids [B, T], region features [B, R, F], boxes [B, R, 4], and when answers were
/// drawn, labels [B, L] (ignored where padded) and their soft scores [B].
/// </summary>
public sealed record VqaBatch(Tensor InputIds, Tensor Features, Tensor Boxes, Tensor? Labels, Tensor? Scores)
{
    /// <summary>Questions only, for decoding.</summary>
    public static VqaBatch ForDecoding(
        IReadOnlyList<Question> questions,
        FineTuneOptions options,
        ITokenizer tokenizer,
        IFeatureSource regions
    ) => Build(questions, options, tokenizer, regions, answers: null);

    /// <summary>Questions with one answer each, drawn in proportion to its soft score (as the authors' loader does at each access).</summary>
    public static VqaBatch ForTraining(
        IReadOnlyList<Question> questions,
        FineTuneOptions options,
        ITokenizer tokenizer,
        IFeatureSource regions,
        RandomStream random
    ) => Build(questions, options, tokenizer, regions, [.. questions.Select(q => DrawAnswer(q, random))]);

    /// <summary>The same tensors where a model is.</summary>
    public VqaBatch On(Device device) =>
        device.type == DeviceType.CPU
            ? this
            : new(InputIds.to(device), Features.to(device), Boxes.to(device), Labels?.to(device), Scores?.to(device));

    private static VqaBatch Build(
        IReadOnlyList<Question> questions,
        FineTuneOptions options,
        ITokenizer tokenizer,
        IFeatureSource regions,
        (string answer, double score)[]? answers
    )
    {
        var ids = TokenBatch.Pad(
            [.. questions.Select(q => tokenizer.Encode(options.Asked(q.Text), options.MaxQuestionTokens))],
            tokenizer.PadId
        );
        if (regions.Of([.. questions.Select(q => q.PictureId)]) is not (var features, { } boxes))
            throw new ArgumentException("VL-T5 reads regions; these features come without boxes", nameof(regions));
        if (answers is null)
            return new VqaBatch(ids, features, boxes, null, null);
        var labels = TokenBatch.Pad(
            [.. answers.Select(a => tokenizer.Encode(options.Answered(a.answer), options.MaxAnswerTokens))],
            Seq2SeqLabels.Ignored
        );
        return new VqaBatch(ids, features, boxes, labels, tensor(answers.Select(a => (float)a.score).ToArray()));
    }

    /// <summary>An answer drawn in proportion to the soft scores, with its own; an empty one without score where there is none.</summary>
    internal static (string Answer, double Score) DrawAnswer(Question question, RandomStream random)
    {
        if (question.Answers.Count == 0)
            return ("", 0);
        var at = random.NextDouble() * question.Answers.Values.Sum();
        foreach (var (answer, score) in question.Answers)
        {
            if ((at -= score) < 0)
                return (answer, score);
        }
        var last = question.Answers.Last();
        return (last.Key, last.Value);
    }
}
