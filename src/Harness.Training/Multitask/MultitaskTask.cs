using Harness.Adapters;
using Harness.Backbones;
using Harness.Data;
using Harness.Training.Pictures;
using Harness.Training.Tuning;
using Harness.Training.Vqa;
using TorchSharp;
using static TorchSharp.torch;

namespace Harness.Training.Multitask;

/// <summary>
/// Four tasks at once with CLIP-BART, all of them text generation (VL-Adapter, arXiv 2112.06825): a batch holds one task, batches of all tasks take turns at
/// random, one answer of a question is drawn in proportion to its soft score, which also weighs its loss. Statements about two pictures are judged by
/// the logits of true and false at the decoder's first step.
/// Differs from the authors' code: all tasks have one batch size, where theirs stand as 1 : 5/3 : 1/3 : 5/6.
/// </summary>
/// <param name="beams">Beams when captions are written; 1: greedy.</param>
public sealed class MultitaskTask(ClipBart model, PeftMethod method, WordTokenizer tokenizer, PictureFeatures pictures, FineTuneOptions options, int beams)
    : ITuningTask<Question, MultitaskAnswer>
{
    private static readonly Dictionary<string, (VlTask Task, int Index)> tasks = VlTask.All.Index().ToDictionary(t => t.Item.Name, t => (t.Item, t.Index));

    public nn.Module Model => model;

    public double Score(IReadOnlyList<MultitaskAnswer> answers) => MultitaskAnswer.Score(answers);

    /// <summary>Every task's batches of an epoch in one random order.</summary>
    public IBatches<Question> Batches(IReadOnlyList<Question> train, int size, RandomStream order) => new EpochSampler<Question>(train, order, (shuffled, random) =>
    {
        Question[][] batches = [.. shuffled.GroupBy(FourTasks.TaskOf).OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => g.Chunk(size))];
        random.Shuffle(batches);
        return batches;
    });

    public Tensor Loss(Question[] batch, TuningDraws draws)
    {
        var (task, index) = tasks[FourTasks.TaskOf(batch[0])];
        var answers = batch.Select(q => VqaBatch.DrawAnswer(q, draws.Answers)).ToList();
        var labels = TokenBatch.Pad([.. answers.Select(a => tokenizer.Encode(a.Answer, task.MaxAnswerTokens))], Seq2SeqLabels.Ignored);
        var scores = tensor(answers.Select(a => (float)a.Score).ToArray());
        using var pass = draws.Pass();
        var output = model.Forward(Asked(batch, task), null, Cells(batch), labels, pass with { Task = index }, task.ImageIds(ClipBartFolder.Cells));
        return Seq2SeqLabels.ScoredLoss(output.Logits, labels, scores);
    }

    public IReadOnlyList<MultitaskAnswer> Answer(IReadOnlyList<Question> items, PassContext context, CancellationToken cancellation)
    {
        var said = new string[items.Count];
        foreach (var group in items.Index().GroupBy(i => FourTasks.TaskOf(i.Item)))
        {
            var (task, index) = tasks[group.Key];
            foreach (var chunk in group.Chunk(options.EvaluationBatch))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                foreach (var (place, text) in chunk.Zip(Texts([.. chunk.Select(c => c.Item)], task, context with { Task = index })))
                    said[place.Index] = text;
            }
        }
        return [.. items.Zip(said, MultitaskAnswer.Of)];
    }

    private IEnumerable<string> Texts(Question[] batch, VlTask task, PassContext context)
    {
        var encoded = model.Encode(Asked(batch, task), null, Cells(batch), context, task.ImageIds(ClipBartFolder.Cells));
        if (task == VlTask.Nlvr)
        {
            var start = full([batch.Length, 1], model.Config.DecoderStartTokenId, dtype: ScalarType.Int64);
            var (yes, no) = (Id("true"), Id("false"));
            return VlTask.Prefers(model.Decode(start, encoded, context).Logits, yes, no).Select(p => p ? "true" : "false");
        }
        var limits = new DecodingLimits { MaxNewTokens = task.MaxAnswerTokens, End = tokenizer.EndId, Pad = tokenizer.PadId };
        var written = model.Generate(
            encoded, limits, context, task.Beams is null || beams == 1 ? null : task.Beams with { NumBeams = beams }, cached: method.IsTokenLocal);
        return written.Select(w => tokenizer.Decode(w[0].Tokens));
    }

    /// <summary>Prompts and questions, [B, L].</summary>
    private Tensor Asked(Question[] batch, VlTask task) =>
        TokenBatch.Pad([.. batch.Select(q => tokenizer.Encode(task.Prompt + q.Text, options.MaxQuestionTokens))], tokenizer.PadId);

    /// <summary>Cells of each question's pictures, those of a second one behind those of the first: [B, pictures · 16, f].</summary>
    private Tensor Cells(Question[] batch)
    {
        var features = pictures.Of(batch.SelectMany(q => Pictures(q.PictureId)));
        return features.view(batch.Length, -1, features.shape[2]);
    }

    /// <summary>Identifiers of the single pictures of a question's.</summary>
    public static IEnumerable<string> Pictures(string pictureId)
    {
        var colon = pictureId.IndexOf(':') + 1;
        return PicturePair.Parts(pictureId[colon..]).Select(part => pictureId[..colon] + part);
    }

    private long Id(string word) => tokenizer.Vocabulary.TryGetId(word, out var id) ? id
        : throw new InvalidOperationException($"the vocabulary lacks '{word}', which this task answers with.");
}
