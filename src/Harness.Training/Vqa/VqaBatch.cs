using Harness.Backbones;
using Harness.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Vqa;

/// <summary>
/// A batch of questions as tensors: ids and mask [B, T], region features [B, R, F], boxes [B, R, 4], and when answers were
/// drawn, labels [B, L] (−100 where padded) and their soft scores [B].
/// </summary>
public sealed record VqaBatch(Tensor InputIds, Tensor Mask, Tensor Features, Tensor Boxes, Tensor? Labels, Tensor? Scores)
{
    /// <summary>Questions only, for decoding.</summary>
    public static VqaBatch ForDecoding(IReadOnlyList<Question> questions, string prompt, WordTokenizer tokenizer, RegionFeatures regions) =>
        Build(questions, prompt, tokenizer, regions, answers: null);

    /// <summary>Questions with one answer each, drawn in proportion to its soft score (as the authors' loader does at each access).</summary>
    public static VqaBatch ForTraining(
        IReadOnlyList<Question> questions, string prompt, WordTokenizer tokenizer, RegionFeatures regions, RandomStream random) =>
        Build(questions, prompt, tokenizer, regions, [.. questions.Select(q => DrawAnswer(q, random))]);

    private static VqaBatch Build(
        IReadOnlyList<Question> questions, string prompt, WordTokenizer tokenizer, RegionFeatures regions, (string answer, double score)[]? answers)
    {
        var (ids, mask) = Pad([.. questions.Select(q => tokenizer.Encode(string.Format(prompt, q.Text)))], WordTokenizer.Pad);
        var rows = tensor(questions.Select(q => regions.Row(q.PictureId)).ToArray());
        var features = regions.Features.index_select(0, rows);
        var boxes = regions.Boxes.index_select(0, rows);
        if (answers is null)
            return new VqaBatch(ids, mask, features, boxes, null, null);
        var (labels, _) = Pad([.. answers.Select(a => (long[])[.. tokenizer.Encode(a.answer), WordTokenizer.EndOfSequence])], Seq2SeqLabels.Ignored);
        return new VqaBatch(ids, mask, features, boxes, labels, tensor(answers.Select(a => (float)a.score).ToArray()));
    }

    private static (string, double) DrawAnswer(Question question, RandomStream random)
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

    /// <summary>Pads rows on the right; the mask is 1 where a row had a value.</summary>
    internal static (Tensor ids, Tensor mask) Pad(IReadOnlyList<IReadOnlyList<long>> rows, long padding)
    {
        var width = Math.Max(1, rows.Max(r => r.Count));
        var (ids, mask) = (new long[rows.Count * width], new long[rows.Count * width]);
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < width; j++)
            {
                var inside = j < rows[i].Count;
                ids[i * width + j] = inside ? rows[i][j] : padding;
                mask[i * width + j] = inside ? 1 : 0;
            }
        }
        return (tensor(ids).view(rows.Count, width), tensor(mask).view(rows.Count, width));
    }
}
